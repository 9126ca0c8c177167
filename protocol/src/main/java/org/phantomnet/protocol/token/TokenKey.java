package org.phantomnet.protocol.token;

import java.math.BigInteger;
import java.util.Arrays;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.rule.Rule;

/**
 * An issuer's public key: RSA with 2048 bits and the exponent 65537, as RFC 9578 section 6.5 writes
 * it. Immutable; thread-safe; equal by value.
 */
@Rule("TOK-2")
public final class TokenKey {
  /** Length of the modulus, of what is blinded, and of signatures, in bytes. */
  public static final int MODULUS_LENGTH = 256;

  /** Length of {@link #encode()}, in bytes. */
  public static final int ENCODED_LENGTH = 342;

  /** Length of {@link #id()}, in bytes. */
  public static final int ID_LENGTH = Sha256.LENGTH;

  static final int BITS = 2_048;
  static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

  /** SubjectPublicKeyInfo up to the modulus: RSASSA-PSS with SHA-384, MGF1 with it, 48 of salt. */
  private static final byte[] HEAD =
      bytes(
          0x30, 0x82, 0x01, 0x52, 0x30, 0x3d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
          0x01, 0x0a, 0x30, 0x30, 0xa0, 0x0d, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
          0x03, 0x04, 0x02, 0x02, 0xa1, 0x1a, 0x30, 0x18, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
          0x0d, 0x01, 0x01, 0x08, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04,
          0x02, 0x02, 0xa2, 0x03, 0x02, 0x01, 0x30, 0x03, 0x82, 0x01, 0x0f, 0x00, 0x30, 0x82, 0x01,
          0x0a, 0x02, 0x82, 0x01, 0x01, 0x00);

  private static final byte[] TAIL = bytes(0x02, 0x03, 0x01, 0x00, 0x01);

  private final BigInteger modulus;
  private final Bytes encoded;
  private final Bytes id;

  private TokenKey(BigInteger modulus, Bytes encoded) {
    this.modulus = modulus;
    this.encoded = encoded;
    this.id = Sha256.of(encoded);
  }

  static TokenKey of(BigInteger modulus) {
    byte[] encoded = new byte[ENCODED_LENGTH];
    System.arraycopy(HEAD, 0, encoded, 0, HEAD.length);
    byte[] number = BlindRsa.fixed(modulus, modulus).toByteArray();
    System.arraycopy(number, 0, encoded, HEAD.length, MODULUS_LENGTH);
    System.arraycopy(TAIL, 0, encoded, HEAD.length + MODULUS_LENGTH, TAIL.length);
    return new TokenKey(modulus, Bytes.copyOf(encoded));
  }

  /**
   * @throws Malformed BAD_LENGTH if it is not {@link #ENCODED_LENGTH} long, BAD_ENCODING if it is
   *     anything but that kind of key, BAD_VALUE if the modulus is even or has another length
   */
  public static TokenKey decode(Bytes encoded) throws Malformed {
    if (encoded.length() != ENCODED_LENGTH) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    byte[] bytes = encoded.toByteArray();
    int end = HEAD.length + MODULUS_LENGTH;
    if (!holds(bytes, 0, HEAD) || !holds(bytes, end, TAIL)) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    }
    BigInteger modulus = new BigInteger(1, Arrays.copyOfRange(bytes, HEAD.length, end));
    if (modulus.bitLength() != BITS || !modulus.testBit(0)) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return new TokenKey(modulus, encoded);
  }

  private static boolean holds(byte[] bytes, int at, byte[] part) {
    return Arrays.equals(part, Arrays.copyOfRange(bytes, at, at + part.length));
  }

  /** SubjectPublicKeyInfo in DER, {@link #ENCODED_LENGTH} bytes. */
  public Bytes encode() {
    return encoded;
  }

  /** The SHA-256 of {@link #encode()}: the token_key_id, 32 bytes. */
  public Bytes id() {
    return id;
  }

  /** The last byte of {@link #id()}, all that a request says of it. */
  public int shortId() {
    return id.at(ID_LENGTH - 1) & 0xff;
  }

  BigInteger modulus() {
    return modulus;
  }

  /** Whether the issuer signed the token's input. */
  boolean verifies(Bytes input, Bytes signature) {
    return BlindRsa.verifies(modulus, EXPONENT, input, signature);
  }

  BlindRsa.Blinded blind(Bytes input, RandomSource random) {
    return BlindRsa.blind(modulus, EXPONENT, input, random);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenKey && encoded.equals(((TokenKey) other).encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    return "TokenKey";
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
