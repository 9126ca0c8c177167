package org.phantomnet.protocol.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

class GrantCodecTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private static GrantChallenge challenge(int difficulty) {
    return new GrantChallenge(
        Bytes.copyOf(new byte[32]),
        NOW,
        difficulty,
        Bytes.copyOf(new byte[16]),
        Bytes.copyOf(new byte[32]));
  }

  @Test
  void challenge_roundTrip_isStrict() throws Exception {
    Bytes wire = challenge(12).encode();

    assertEquals(challenge(12), GrantChallenge.decode(wire));
    HostileInput.assertStrict(GrantChallenge::decode, wire);
    HostileInput.assertExtensionRule(GrantChallenge::decode, wire);
  }

  @Test
  @Covers("GRANT-2")
  void challenge_tooHard_isMalformed() {
    byte[] wire = challenge(22).encode().toByteArray();
    wire[1 + 32 + 8] = 23;

    assertThrows(Malformed.class, () -> GrantChallenge.decode(Bytes.copyOf(wire)));
  }

  @Test
  void request_roundTrip_isStrict() throws Exception {
    GrantRequest request = new GrantRequest(challenge(12), 1L << 40);

    assertEquals(request, GrantRequest.decode(request.encode()));
    HostileInput.assertStrict(GrantRequest::decode, request.encode());
  }

  @Test
  void grant_roundTrip_isStrict() throws Exception {
    RelayGrant grant =
        new RelayGrant(Bytes.copyOf(new byte[32]), "1800000000:abc", "cGFzc3dvcmQ=", NOW);

    assertEquals(grant, GrantCodec.decode(GrantCodec.encode(grant)));
    HostileInput.assertStrict(GrantCodec::decode, GrantCodec.encode(grant));
  }

  @Test
  void grant_emptyUsernameOrPassword_isMalformed() {
    Bytes relay = Bytes.copyOf(new byte[32]);

    assertThrows(
        Malformed.class,
        () -> GrantCodec.decode(GrantCodec.encode(new RelayGrant(relay, "", "p", NOW))));
    assertThrows(
        Malformed.class,
        () -> GrantCodec.decode(GrantCodec.encode(new RelayGrant(relay, "u", "", NOW))));
    assertThrows(
        Malformed.class,
        () -> GrantCodec.decode(GrantCodec.encode(new RelayGrant(relay, "u", "p\n", NOW))));
  }

  @Test
  @Covers("GRANT-1")
  void solve_difficulty12_findsAHashWithTwelveZeroBits() throws Exception {
    GrantChallenge challenge = challenge(12);

    long counter = ProofOfWork.solve(challenge, () -> false).orElseThrow();

    byte[] label = "PhantomNet grant work v1".getBytes(StandardCharsets.US_ASCII);
    byte[] encoded = challenge.encode().toByteArray();
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(
                ByteBuffer.allocate(8 + label.length + encoded.length + 8)
                    .putInt(label.length)
                    .put(label)
                    .putInt(encoded.length)
                    .put(encoded)
                    .putLong(counter)
                    .array());
    assertEquals(0, hash[0]);
    assertEquals(0, hash[1] & 0xf0);
    assertTrue(ProofOfWork.isSolution(challenge, counter));
    assertFalse(ProofOfWork.isSolution(challenge, -1));
    assertFalse(ProofOfWork.isSolution(challenge(22), counter));
  }

  @Test
  void solve_cancelled_givesUp() {
    assertEquals(OptionalLong.empty(), ProofOfWork.solve(challenge(22), () -> true));
  }
}
