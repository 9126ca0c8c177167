package org.phantomnet.protocol.token;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.ConstantTime;
import org.phantomnet.protocol.rule.Rule;

/**
 * A token (RFC 9577 section 2.2, RFC 9578 section 6.3). Whoever has it can spend it, so it goes
 * sealed only. Immutable.
 *
 * @param nonce the client's chance, 32 bytes
 * @param challengeDigest of {@link TokenChallenge}, 32 bytes
 * @param keyId of {@link TokenKey}, 32 bytes
 * @param authenticator the issuer's signature, 256 bytes
 */
public record Token(Bytes nonce, Bytes challengeDigest, Bytes keyId, Bytes authenticator) {
  public static final int NONCE_LENGTH = 32;
  public static final int DIGEST_LENGTH = 32;

  /** Length of {@link #encode()}, in bytes. */
  public static final int ENCODED_LENGTH =
      2 + NONCE_LENGTH + DIGEST_LENGTH + TokenKey.ID_LENGTH + TokenKey.MODULUS_LENGTH;

  public Token {
    if (nonce.length() != NONCE_LENGTH
        || challengeDigest.length() != DIGEST_LENGTH
        || keyId.length() != TokenKey.ID_LENGTH
        || authenticator.length() != TokenKey.MODULUS_LENGTH) {
      throw new IllegalArgumentException("token");
    }
  }

  /** What the issuer signs without seeing it. */
  public Bytes input() {
    return input(nonce, challengeDigest, keyId);
  }

  static Bytes input(Bytes nonce, Bytes challengeDigest, Bytes keyId) {
    return head(nonce, challengeDigest, keyId).toBytes();
  }

  private static WireWriter head(Bytes nonce, Bytes challengeDigest, Bytes keyId) {
    return new WireWriter()
        .u16(TokenChallenge.TOKEN_TYPE)
        .fixed(nonce, NONCE_LENGTH)
        .fixed(challengeDigest, DIGEST_LENGTH)
        .fixed(keyId, TokenKey.ID_LENGTH);
  }

  public Bytes encode() {
    return head(nonce, challengeDigest, keyId)
        .fixed(authenticator, TokenKey.MODULUS_LENGTH)
        .toBytes();
  }

  public static Token decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    if (reader.u16() != TokenChallenge.TOKEN_TYPE) {
      throw new Unsupported(Unsupported.Reason.ALGORITHM);
    }
    Token token =
        new Token(
            reader.fixed(NONCE_LENGTH),
            reader.fixed(DIGEST_LENGTH),
            reader.fixed(TokenKey.ID_LENGTH),
            reader.fixed(TokenKey.MODULUS_LENGTH));
    reader.endOfInput();
    return token;
  }

  /**
   * That it is good for this challenge under this key; whether it was spent is another question.
   *
   * @throws Unauthentic UNKNOWN_SIGNER if it names another key, WRONG_EPOCH if it is for another
   *     challenge, BAD_SIGNATURE if the issuer never signed it
   */
  @Rule("TOK-5")
  public void check(TokenChallenge challenge, TokenKey key) throws Unauthentic {
    if (!ConstantTime.equal(keyId, key.id())) {
      throw new Unauthentic(Unauthentic.Reason.UNKNOWN_SIGNER);
    }
    if (!ConstantTime.equal(challengeDigest, challenge.digest())) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_EPOCH);
    }
    if (!key.verifies(input(), authenticator)) {
      throw new Unauthentic(Unauthentic.Reason.BAD_SIGNATURE);
    }
  }

  @Override
  public String toString() {
    return "Token";
  }
}
