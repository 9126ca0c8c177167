package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.handshake.DtlsProof;
import org.phantomnet.protocol.handshake.Role;

/** The ops of DTLS certificates and proofs of possession (KEY-13 to KEY-16). */
final class ProofOperations {
  private ProofOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "dtls_identity", ProofOperations::dtlsIdentity, "check_proof", ProofOperations::checkProof);
  }

  private static ObjectNode dtlsIdentity(Input input) {
    RandomSource chance = CallInput.drawing(input.bytes("scalar"), input.bytes("serial"));
    Instant now = Instant.ofEpochSecond(input.longNumber("now_seconds"));
    CallBinding binding = CallInput.binding(input);
    try (DtlsIdentity identity = DtlsIdentity.generate(chance, Clock.fixed(now, ZoneOffset.UTC))) {
      return Json.object()
          .put("certificate", Json.hex(identity.certificate()))
          .put("fingerprint", Json.hex(identity.fingerprint()))
          .put("proof", Json.hex(identity.prove(binding, input.oneOf(Role.class, "role"))));
    }
  }

  private static ObjectNode checkProof(Input input) throws ProtocolException {
    DtlsProof.verify(
        CallInput.binding(input),
        input.oneOf(Role.class, "signer"),
        input.bytes("certificate"),
        input.bytes("fingerprint"),
        input.bytes("proof"));
    return Json.object();
  }
}
