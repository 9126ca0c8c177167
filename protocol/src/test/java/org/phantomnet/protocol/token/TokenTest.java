package org.phantomnet.protocol.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.token.TestTokens.ISSUER;
import static org.phantomnet.protocol.token.TestTokens.RANDOM;
import static org.phantomnet.protocol.token.TestTokens.SIGNER;
import static org.phantomnet.protocol.token.TestTokens.relay;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class TokenTest {
  private static final long EPOCH = 20_777;
  private static final TokenChallenge HERE = TokenChallenge.of(ISSUER, relay(1), EPOCH);

  private static BigInteger number(Bytes bytes) {
    return new BigInteger(1, bytes.toByteArray());
  }

  private static void assertRefused(Unauthentic.Reason reason, Token token, TokenChallenge at) {
    assertEquals(
        reason, assertThrows(Unauthentic.class, () -> token.check(at, SIGNER.key())).reason());
  }

  @Test
  @Covers({"TOK-4", "TOK-5"})
  @Adversary("ADV-57")
  void token_isGoodAtItsRelayInItsEpochOnly() throws Exception {
    Token token = TestTokens.issue(HERE).token();

    token.check(HERE, SIGNER.key());
    assertRefused(
        Unauthentic.Reason.WRONG_EPOCH, token, TokenChallenge.of(ISSUER, relay(2), EPOCH));
    assertRefused(
        Unauthentic.Reason.WRONG_EPOCH, token, TokenChallenge.of(ISSUER, relay(1), EPOCH + 1));
    assertRefused(
        Unauthentic.Reason.WRONG_EPOCH, token, TokenChallenge.of("other.example", relay(1), EPOCH));
    Token moved =
        new Token(
            token.nonce(),
            TokenChallenge.of(ISSUER, relay(2), EPOCH).digest(),
            token.keyId(),
            token.authenticator());
    assertRefused(
        Unauthentic.Reason.BAD_SIGNATURE, moved, TokenChallenge.of(ISSUER, relay(2), EPOCH));
  }

  @Test
  @Covers("TOK-5")
  void token_ofAnotherKey_orWithAChangedBit_isRefused() throws Exception {
    Token token = TestTokens.issue(HERE).token();
    byte[] signature = token.authenticator().toByteArray();
    signature[200] ^= 1;
    Token changed =
        new Token(token.nonce(), token.challengeDigest(), token.keyId(), Bytes.copyOf(signature));
    Token renamed =
        new Token(token.nonce(), token.challengeDigest(), relay(9), token.authenticator());

    assertRefused(Unauthentic.Reason.BAD_SIGNATURE, changed, HERE);
    assertRefused(Unauthentic.Reason.UNKNOWN_SIGNER, renamed, HERE);
  }

  /**
   * What issuer and relay hold together: every blinded message with its signature, and every token.
   * Any of the issuances explains any of the tokens, by exactly one blinding factor that a client
   * could have drawn; so nothing in them says which is which.
   */
  @Test
  @Covers("TOK-1")
  @Adversary("ADV-43")
  void issuancesAndTokens_allExplainEachOther() throws Exception {
    List<TestTokens.Issued> batch = TestTokens.batch(HERE, 8);
    BigInteger n = SIGNER.key().modulus();
    BigInteger e = TokenKey.EXPONENT;
    Set<BigInteger> factors = new HashSet<>();
    for (TestTokens.Issued issuance : batch) {
      for (TestTokens.Issued redemption : batch) {
        BigInteger s = number(redemption.token().authenticator());
        BigInteger r = number(issuance.blindSignature()).multiply(s.modInverse(n)).mod(n);

        BigInteger encoded = s.modPow(e, n);

        assertEquals(number(issuance.blinded()), encoded.multiply(r.modPow(e, n)).mod(n));
        assertEquals(number(issuance.blindSignature()), s.multiply(r).mod(n));
        assertTrue(r.signum() > 0 && r.compareTo(n) < 0 && r.gcd(n).equals(BigInteger.ONE));
        factors.add(r);
      }
    }
    assertEquals(64, factors.size());
  }

  /** No piece of eight bytes of a request or its answer comes back in a token or its user name. */
  @Test
  @Adversary("ADV-43")
  void issuancesAndRedemptions_shareNoBytes() throws Exception {
    try (HpkeKey relayKey = HpkeKey.generate(RANDOM)) {
      Set<Bytes> seenByIssuer = new HashSet<>();
      List<Bytes> seenByRelay = new ArrayList<>();
      for (TestTokens.Issued one : TestTokens.batch(HERE, 8)) {
        addPieces(seenByIssuer, one.blinded());
        addPieces(seenByIssuer, one.blindSignature());
        Token token = one.token();
        TokenCredential credential =
            TokenCredential.seal(token, relayKey.publicKey(), relay(1), EPOCH, RANDOM);
        seenByRelay.add(token.nonce());
        seenByRelay.add(token.authenticator());
        seenByRelay.add(Bytes.copyOf(credential.username().getBytes("US-ASCII")));
      }
      Set<Bytes> pieces = new HashSet<>();
      seenByRelay.forEach(bytes -> addPieces(pieces, bytes));

      pieces.retainAll(seenByIssuer);

      assertEquals(Set.of(), pieces);
      assertTrue(seenByIssuer.size() > 3_900);
    }
  }

  private static void addPieces(Set<Bytes> pieces, Bytes of) {
    for (int i = 0; i + 8 <= of.length(); i++) {
      pieces.add(Bytes.copyOf(of.toByteArray(), i, 8));
    }
  }

  @Test
  @Covers("TOK-3")
  void sign_whatIsNoBlindedMessage_isRefused() {
    byte[] ones = new byte[TokenKey.MODULUS_LENGTH];
    Arrays.fill(ones, (byte) 0xff);

    assertThrows(Malformed.class, () -> SIGNER.sign(Bytes.copyOf(ones)));
    assertThrows(Malformed.class, () -> SIGNER.sign(Bytes.copyOf(new byte[256])));
    assertThrows(Malformed.class, () -> SIGNER.sign(Bytes.copyOf(new byte[255])));
  }

  @Test
  @Covers("TOK-3")
  void signer_readAgain_isTheSame_andDestroyedSignsNothing() throws Exception {
    try (SecretKey stored = SIGNER.store()) {
      TokenSigner again = TokenSigner.of(stored, RANDOM);
      assertEquals(SIGNER.key(), again.key());
      Bytes blinded = PendingToken.begin(again.key(), HERE, RANDOM).request().blinded();
      assertEquals(SIGNER.sign(blinded), again.sign(blinded));

      again.close();

      assertThrows(IllegalStateException.class, () -> again.sign(blinded));
    }
  }

  @Test
  @Covers("TOK-1")
  void finish_whatTheIssuerDidNotSign_isRefused() throws Exception {
    PendingToken pending = PendingToken.begin(SIGNER.key(), HERE, RANDOM);
    Bytes other = TestTokens.issue(HERE).blindSignature();

    assertThrows(Unauthentic.class, () -> pending.finish(other));
    assertThrows(Unauthentic.class, () -> pending.finish(Bytes.EMPTY));
  }

  @Test
  @Covers("TOK-6")
  @Adversary("ADV-57")
  void credential_opensAtItsRelayOnly_withThePasswordOfTheClient() throws Exception {
    Token token = TestTokens.issue(HERE).token();
    try (HpkeKey relayKey = HpkeKey.generate(RANDOM);
        HpkeKey otherKey = HpkeKey.generate(RANDOM)) {
      TokenCredential credential =
          TokenCredential.seal(token, relayKey.publicKey(), relay(1), EPOCH, RANDOM);

      TokenCredential.Opened opened =
          TokenCredential.decode(credential.username(), relayKey, relay(1));

      assertEquals(token, opened.token(HERE));
      assertEquals(credential.password(), opened.password());
      assertEquals(EPOCH & 1, opened.epochParity());
      assertEquals(TokenCredential.USERNAME_LENGTH, credential.username().length());
      assertTrue(TokenCredential.USERNAME_LENGTH <= 508);
      assertThrows(
          ProtocolException.class,
          () -> TokenCredential.decode(credential.username(), relayKey, relay(2)));
      assertThrows(
          ProtocolException.class,
          () -> TokenCredential.decode(credential.username(), otherKey, relay(1)));
      assertNotEquals(
          credential.username(),
          TokenCredential.seal(token, relayKey.publicKey(), relay(1), EPOCH, RANDOM).username());
      assertFalse(credential.toString().contains(credential.password()));
    }
  }

  @Test
  @Covers("TOK-2")
  void key_decodesItsOneForm() throws Exception {
    Bytes encoded = SIGNER.key().encode();

    assertEquals(SIGNER.key(), TokenKey.decode(encoded));
    for (int at : new int[] {0, 3, 40, 79, 80, 336, 337, 341}) {
      byte[] changed = encoded.toByteArray();
      changed[at] ^= (byte) (at == 80 ? 0x80 : 1);
      if (at == 336) {
        assertEquals(
            Malformed.Reason.BAD_VALUE,
            assertThrows(Malformed.class, () -> TokenKey.decode(Bytes.copyOf(changed))).reason());
      } else {
        assertThrows(Malformed.class, () -> TokenKey.decode(Bytes.copyOf(changed)));
      }
    }
    assertThrows(Malformed.class, () -> TokenKey.decode(relay(1)));
  }

  @Test
  @Covers("TOK-7")
  void issuerKeys_liveSevenDays_andTwoAtATime() throws Exception {
    Instant start = Instant.parse("2026-11-20T00:00:00Z");
    Duration day = Duration.ofDays(1);
    IssuerKeys.Live week = new IssuerKeys.Live(SIGNER.key(), start, start.plus(IssuerKeys.LIFE));
    IssuerKeys keys = new IssuerKeys(ISSUER, List.of(week));

    assertEquals(keys, IssuerKeys.decode(keys.encode()));
    HostileInput.assertStrict(IssuerKeys::decode, keys.encode());
    assertEquals(List.of(week), keys.live(start));
    assertEquals(List.of(), keys.live(start.minusSeconds(1)));
    assertEquals(List.of(), keys.live(start.plus(IssuerKeys.LIFE)));
    IssuerKeys.Live longer =
        new IssuerKeys.Live(SIGNER.key(), start, start.plus(IssuerKeys.LIFE).plusSeconds(1));
    assertThrows(IllegalArgumentException.class, () -> new IssuerKeys(ISSUER, List.of(longer)));
    TokenKey second = otherKey(1);
    TokenKey third = otherKey(2);
    IssuerKeys.Live next =
        new IssuerKeys.Live(second, start.plus(day), start.plus(day.multipliedBy(8)));
    IssuerKeys.Live tooSoon =
        new IssuerKeys.Live(
            third, start.plus(day.multipliedBy(6)), start.plus(day.multipliedBy(9)));
    IssuerKeys.Live inTime =
        new IssuerKeys.Live(
            third, start.plus(day.multipliedBy(7)), start.plus(day.multipliedBy(9)));
    assertThrows(
        IllegalArgumentException.class, () -> new IssuerKeys(ISSUER, List.of(week, next, tooSoon)));
    assertEquals(
        2, new IssuerKeys(ISSUER, List.of(week, next, inTime)).live(start.plus(day)).size());
  }

  /** A number of the right form that is no product of primes anyone knows. */
  private static TokenKey otherKey(int add) throws Exception {
    byte[] bytes = SIGNER.key().encode().toByteArray();
    for (int i = 0; i < 250; i++) {
      bytes[200] += (byte) add;
      TokenKey key = TokenKey.decode(Bytes.copyOf(bytes));
      if (key.shortId() % 3 == add && key.shortId() != SIGNER.key().shortId()) {
        return key;
      }
    }
    throw new AssertionError("no key");
  }

  @Test
  void messages_areStrict() throws Exception {
    TestTokens.Issued issued = TestTokens.issue(HERE);
    TokenRequest request = new TokenRequest(SIGNER.key().shortId(), issued.blinded());
    TokenBatch batch =
        new TokenBatch(TokenBatch.Reason.INVITE, relay(3), List.of(request, request));
    TokenAnswer answer = new TokenAnswer(List.of(issued.blindSignature()));

    HostileInput.assertStrict(Token::decode, issued.token().encode());
    HostileInput.assertStrict(TokenRequest::decode, request.encode());
    HostileInput.assertStrict(TokenChallenge::decode, HERE.encode());
    HostileInput.assertStrict(TokenBatch::decode, batch.encode());
    HostileInput.assertExtensionRule(TokenBatch::decode, batch.encode());
    HostileInput.assertStrict(TokenAnswer::decode, answer.encode());
    assertEquals(batch, TokenBatch.decode(batch.encode()));
    assertEquals(answer, TokenAnswer.decode(answer.encode()));
  }
}
