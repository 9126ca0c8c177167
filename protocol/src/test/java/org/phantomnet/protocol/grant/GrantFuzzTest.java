package org.phantomnet.protocol.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.HostileInput.chosen;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** Between clients and issuers; either side may be hostile. */
class GrantFuzzTest {
  /** The first byte says which of the three forms the rest is to be. */
  @FuzzTest
  @Covers("GRANT-2")
  void forms(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] wire = Arrays.copyOfRange(data, 1, data.length);
    switch ((data[0] & 0xff) % 3) {
      case 0 ->
          HostileInput.decoded(wire, GrantChallenge::decode)
              .ifPresent(
                  challenge -> {
                    HostileInput.assertCanonical(wire, challenge.encode());
                    assertTrue(challenge.difficulty() <= GrantChallenge.MAX_DIFFICULTY);
                  });
      case 1 ->
          HostileInput.decoded(wire, GrantCodec::decode)
              .ifPresent(grant -> HostileInput.assertCanonical(wire, GrantCodec.encode(grant)));
      default -> HostileInput.decoded(wire, GrantRequest::decode).ifPresent(r -> request(wire, r));
    }
  }

  /** The challenge inside may have extensions of its own, so only the value is compared. */
  private static void request(byte[] wire, GrantRequest request) {
    assertEquals(
        request,
        HostileInput.decoded(request.encode().toByteArray(), GrantRequest::decode).orElseThrow());
    boolean solved = ProofOfWork.isSolution(request.challenge(), request.solution());
    assertTrue(solved || request.challenge().difficulty() > 0);
  }

  static List<byte[]> formsSeeds() {
    Bytes id = Bytes.copyOf(new byte[32]);
    Instant now = Instant.parse("2026-11-20T12:00:00Z");
    GrantChallenge challenge =
        new GrantChallenge(id, now, 3, Bytes.copyOf(new byte[16]), Bytes.copyOf(new byte[32]));
    return List.of(
        chosen(0, challenge.encode()),
        chosen(1, GrantCodec.encode(new RelayGrant(id, "1793491200:x", "c2VjcmV0", now))),
        chosen(2, new GrantRequest(challenge, 1L << 40).encode()));
  }
}
