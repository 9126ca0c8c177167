package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.crypto.Hex.hex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * The reference's certificates and proofs, asked here as well as through the vector runner: what is
 * wrong with a certificate is proved in the module that reads it.
 */
final class CertificateVectorsTest {
  private static final Path VECTORS = Path.of("..", "spec", "vectors", "proof-v1.json");

  @Test
  @Covers({"KEY-14", "KEY-15", "KEY-16"})
  @Adversary("ADV-25")
  void everyVector_isJudgedAsTheReferenceDoes() throws IOException {
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    for (JsonNode test : new ObjectMapper().readTree(VECTORS.toFile()).get("tests")) {
      if (test.get("op").textValue().equals("check_proof")) {
        asked++;
        String expected = test.path("error").asText("valid");
        String judged = judge(test.get("input"));
        if (!judged.equals(expected)) {
          wrong.add(test.get("tcId") + ": " + judged + " instead of " + expected);
        }
      }
    }

    assertTrue(asked > 150);
    assertEquals(List.of(), wrong);
  }

  private static String judge(JsonNode input) {
    JsonNode call = input.get("call");
    CallBinding binding =
        new CallBinding(
            new CallId(hex(call.get("call_id").textValue())),
            party(call.get("caller")),
            party(call.get("callee")));
    try {
      DtlsProof.verify(
          binding,
          Role.valueOf(input.get("signer").textValue()),
          hex(input.get("certificate").textValue()),
          hex(input.get("fingerprint").textValue()),
          hex(input.get("proof").textValue()));
      return "valid";
    } catch (ProtocolException refused) {
      return refused.getClass().getSimpleName() + "(" + refused.getMessage() + ")";
    }
  }

  private static Party party(JsonNode party) {
    return new Party(
        new DeviceAddress(
            UserAddress.parse(party.get("user").textValue()),
            party.get("device").intValue(),
            party.get("registration_id").intValue()),
        hex(party.get("identity").textValue()));
  }
}
