package org.phantomnet.protocol.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.phantomnet.protocol.HostileInput.chosen;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.SecretKey;

/** Between clients, issuers and relays; each of them may be hostile. */
class TokenFuzzTest {
  private static final Bytes RELAY = Bytes.copyOf(new byte[32]);
  private static final HpkeKey RELAY_KEY =
      HpkeKey.of(
          SecretKey.of(
              Bytes.copyOf(
                  new byte[] {
                    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
                    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32
                  })));

  /** The first byte says which of the forms the rest is to be. */
  @FuzzTest
  void forms(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] wire = Arrays.copyOfRange(data, 1, data.length);
    Bytes whole = Bytes.copyOf(wire);
    switch ((data[0] & 0xff) % 7) {
      case 0 ->
          HostileInput.decoded(wire, Token::decode)
              .ifPresent(token -> assertEquals(whole, token.encode()));
      case 1 ->
          HostileInput.decoded(wire, TokenRequest::decode)
              .ifPresent(request -> assertEquals(whole, request.encode()));
      case 2 ->
          HostileInput.decoded(wire, TokenChallenge::decode)
              .ifPresent(challenge -> assertEquals(whole, challenge.encode()));
      case 3 -> HostileInput.decoded(wire, TokenKey::decode).ifPresent(key -> key(whole, key));
      case 4 ->
          HostileInput.decoded(wire, TokenBatch::decode)
              .ifPresent(batch -> HostileInput.assertCanonical(wire, batch.encode()));
      case 5 ->
          HostileInput.decoded(wire, TokenAnswer::decode)
              .ifPresent(answer -> HostileInput.assertCanonical(wire, answer.encode()));
      default ->
          HostileInput.decoded(wire, IssuerKeys::decode)
              .ifPresent(keys -> HostileInput.assertCanonical(wire, keys.encode()));
    }
  }

  /** Whatever the modulus is, it signs nothing by chance, and asking it ends. */
  private static void key(Bytes whole, TokenKey key) {
    assertEquals(whole, key.encode());
    Bytes signature = Bytes.copyOf(whole.toByteArray(), 40, TokenKey.MODULUS_LENGTH);
    Token token = new Token(RELAY, RELAY, key.id(), signature);
    assertThrows(
        ProtocolException.class,
        () -> token.check(TokenChallenge.of("issuer.example", RELAY, 1), key));
  }

  static List<byte[]> formsSeeds() {
    Bytes number = Bytes.copyOf(odd());
    TokenKey key = TokenKey.of(new java.math.BigInteger(1, odd()));
    TokenRequest request = new TokenRequest(7, number);
    Instant now = Instant.parse("2026-11-20T12:00:00Z");
    return List.of(
        chosen(0, new Token(RELAY, RELAY, RELAY, number).encode()),
        chosen(1, request.encode()),
        chosen(2, TokenChallenge.of("issuer.example", RELAY, 20_777).encode()),
        chosen(2, new TokenChallenge("a", Bytes.EMPTY, "").encode()),
        chosen(3, key.encode()),
        chosen(4, new TokenBatch(TokenBatch.Reason.WORK, RELAY, List.of(request)).encode()),
        chosen(5, new TokenAnswer(List.of(number)).encode()),
        chosen(
            6,
            new IssuerKeys(
                    "issuer.example",
                    List.of(new IssuerKeys.Live(key, now, now.plus(IssuerKeys.LIFE))))
                .encode()));
  }

  private static byte[] odd() {
    byte[] odd = new byte[TokenKey.MODULUS_LENGTH];
    Arrays.fill(odd, (byte) 0x91);
    return odd;
  }

  /** As a relay reads it: sealed to it or not. */
  @FuzzTest
  void username(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    HostileInput.decoded(data, wire -> TokenCredential.decode(text, RELAY_KEY, RELAY))
        .ifPresent(opened -> assertEquals(43, opened.password().length()));
  }

  static List<byte[]> usernameSeeds() throws Exception {
    Bytes number = Bytes.copyOf(odd());
    // always the same: a seed must be found in the corpus again
    TokenCredential credential =
        TokenCredential.seal(
            new Token(RELAY, RELAY, RELAY, number),
            RELAY_KEY.publicKey(),
            RELAY,
            20_777,
            target -> Arrays.fill(target, (byte) 9));
    return List.of(
        credential.username().getBytes(StandardCharsets.ISO_8859_1),
        "t1.AAAA".getBytes(StandardCharsets.ISO_8859_1));
  }
}
