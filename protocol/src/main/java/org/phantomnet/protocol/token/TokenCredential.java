package org.phantomnet.protocol.token;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.Hpke;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Rule;

/**
 * A token as a TURN credential of one relay (spec/19-tokens). The user name goes in clear: it is
 * sealed to the relay, and the password is known to who sealed and who can open only. Immutable;
 * the password is a secret of short life, so the record does not print.
 *
 * @param username {@link #USERNAME_LENGTH} characters
 * @param password what the long-term credential is computed from
 */
public record TokenCredential(String username, String password) {
  /** What a user name begins with that holds a token. */
  public static final String PREFIX = "t1.";

  /** RFC 8489 section 14.3 has room for 508. */
  public static final int USERNAME_LENGTH = 495;

  private static final int PLAIN_LENGTH =
      1 + TokenKey.ID_LENGTH + Token.NONCE_LENGTH + TokenKey.MODULUS_LENGTH;
  private static final int SEALED_LENGTH = Hpke.ENC_LENGTH + PLAIN_LENGTH + Hpke.TAG_LENGTH;
  private static final int PASSWORD_BYTES = 32;

  /** What a relay finds in a user name. */
  public record Opened(
      int epochParity, Bytes keyId, Bytes nonce, Bytes authenticator, String password) {
    /** The token, if it is for that challenge: {@link Token#check} tells. */
    public Token token(TokenChallenge challenge) {
      return new Token(nonce, challenge.digest(), keyId, authenticator);
    }

    @Override
    public String toString() {
      return "Opened";
    }
  }

  /**
   * Seals a token to the relay that it is for.
   *
   * @param relayKey the relay's token key, of its descriptor, 32 bytes
   * @param epoch of the token's challenge
   * @throws Malformed BAD_KEY_SHARE if {@code relayKey} is none
   */
  @Rule("TOK-6")
  public static TokenCredential seal(
      Token token, Bytes relayKey, Bytes relayId, long epoch, RandomSource random)
      throws Malformed {
    Hpke.Sender sender = Hpke.send(relayKey, info(relayId), random);
    Bytes plain =
        new WireWriter()
            .u8((int) (epoch & 1))
            .fixed(token.keyId(), TokenKey.ID_LENGTH)
            .fixed(token.nonce(), Token.NONCE_LENGTH)
            .fixed(token.authenticator(), TokenKey.MODULUS_LENGTH)
            .toBytes();
    Bytes sealed = sender.seal(Bytes.EMPTY, plain);
    Bytes whole =
        new WireWriter()
            .fixed(sender.enc(), Hpke.ENC_LENGTH)
            .fixed(sealed, sealed.length())
            .toBytes();
    try (SecretKey secret = sender.export(passwordContext(), PASSWORD_BYTES)) {
      return new TokenCredential(PREFIX + text(whole), text(secret.disclose()));
    }
  }

  /** Whether a user name claims to hold a token. */
  public static boolean isToken(String username) {
    return username.startsWith(PREFIX);
  }

  /**
   * What the relay does with a user name.
   *
   * @throws ProtocolException Malformed(BAD_LENGTH), Malformed(BAD_ENCODING) of the text,
   *     Malformed(BAD_KEY_SHARE) or Unauthentic(BAD_MAC) if it is not sealed to this relay,
   *     Malformed(BAD_VALUE) if the first byte is no parity
   */
  public static Opened decode(String username, HpkeKey relayKey, Bytes relayId)
      throws ProtocolException {
    Bytes whole = bytes(username);
    Bytes enc = Bytes.copyOf(whole.toByteArray(), 0, Hpke.ENC_LENGTH);
    Bytes sealed =
        Bytes.copyOf(whole.toByteArray(), Hpke.ENC_LENGTH, SEALED_LENGTH - Hpke.ENC_LENGTH);
    Hpke.Receiver receiver = Hpke.receive(relayKey, enc, info(relayId));
    WireReader reader = new WireReader(receiver.open(Bytes.EMPTY, sealed));
    int parity = reader.flag() ? 1 : 0;
    Bytes keyId = reader.fixed(TokenKey.ID_LENGTH);
    Bytes nonce = reader.fixed(Token.NONCE_LENGTH);
    Bytes authenticator = reader.fixed(TokenKey.MODULUS_LENGTH);
    reader.endOfInput();
    try (SecretKey secret = receiver.export(passwordContext(), PASSWORD_BYTES)) {
      return new Opened(parity, keyId, nonce, authenticator, text(secret.disclose()));
    }
  }

  /** The text has one form: as many bytes as fill its characters, and no padding. */
  private static Bytes bytes(String username) throws Malformed {
    if (username.length() != USERNAME_LENGTH || !isToken(username)) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    try {
      byte[] ascii = username.substring(PREFIX.length()).getBytes(StandardCharsets.ISO_8859_1);
      Bytes bytes = Bytes.copyOf(Base64.getUrlDecoder().decode(ascii));
      if (bytes.length() != SEALED_LENGTH) {
        throw new Malformed(Malformed.Reason.BAD_ENCODING);
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    }
  }

  private static String text(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  private static Bytes info(Bytes relayId) {
    return LengthPrefixed.start(Label.TOKEN_CREDENTIAL_V1).lp(relayId).bytes();
  }

  private static Bytes passwordContext() {
    return LengthPrefixed.start(Label.TOKEN_PASSWORD_V1).bytes();
  }

  @Override
  public String toString() {
    return "TokenCredential";
  }
}
