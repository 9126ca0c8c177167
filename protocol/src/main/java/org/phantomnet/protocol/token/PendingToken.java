package org.phantomnet.protocol.token;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * A token between request and answer: what the client must keep from the issuer. One thread; for
 * one answer. Closing lets go of the blinding factor, a number that cannot be wiped.
 */
public final class PendingToken implements AutoCloseable {
  private final TokenKey key;
  private final Bytes nonce;
  private final Bytes challengeDigest;
  private final TokenRequest request;
  private @Nullable BigInteger inverse;

  private PendingToken(TokenKey key, Bytes nonce, Bytes challengeDigest, BlindRsa.Blinded blinded) {
    this.key = key;
    this.nonce = nonce;
    this.challengeDigest = challengeDigest;
    this.request = new TokenRequest(key.shortId(), blinded.message());
    this.inverse = blinded.inverse();
  }

  public static PendingToken begin(TokenKey key, TokenChallenge challenge, RandomSource random) {
    Bytes nonce = random.bytes(Token.NONCE_LENGTH);
    Bytes digest = challenge.digest();
    return new PendingToken(
        key, nonce, digest, key.blind(Token.input(nonce, digest, key.id()), random));
  }

  /** With given chance, for published samples. */
  static PendingToken begin(
      TokenKey key, TokenChallenge challenge, Bytes nonce, Bytes salt, Bytes blind) {
    Bytes digest = challenge.digest();
    return new PendingToken(
        key,
        nonce,
        digest,
        BlindRsa.blind(
            key.modulus(),
            TokenKey.EXPONENT,
            Token.input(nonce, digest, key.id()),
            salt,
            new BigInteger(1, blind.toByteArray())));
  }

  /** For the issuer. */
  public TokenRequest request() {
    return request;
  }

  /**
   * @param blindSignature the issuer's answer
   * @throws Unauthentic BAD_SIGNATURE if the issuer signed something else, or nothing
   */
  public Token finish(Bytes blindSignature) throws Unauthentic {
    BigInteger kept = inverse;
    if (kept == null) {
      throw new IllegalStateException("closed");
    }
    Bytes authenticator =
        BlindRsa.finish(
            key.modulus(),
            TokenKey.EXPONENT,
            Token.input(nonce, challengeDigest, key.id()),
            blindSignature,
            kept);
    return new Token(nonce, challengeDigest, key.id(), authenticator);
  }

  @Override
  public void close() {
    inverse = null;
  }
}
