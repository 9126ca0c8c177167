package org.phantomnet.protocol.token;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.util.BigIntegers;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;

/**
 * RSABSSA-SHA384-PSS-Deterministic (RFC 9474): what blinds, finishes and verifies. Stateless;
 * thread-safe. What is secret here is secret from the issuer only, who sees no timing of it.
 */
@Rule("TOK-1")
final class BlindRsa {
  /** Length of the salt and of the hash, in bytes. */
  static final int HASH_LENGTH = 48;

  private static final int TRAILER = 0xbc;
  private static final int TRIES = 128;

  private BlindRsa() {}

  /**
   * @param message to send to the issuer
   * @param inverse of the blinding factor, to be kept from everyone
   */
  record Blinded(Bytes message, BigInteger inverse) {
    @Override
    public String toString() {
      return "Blinded";
    }
  }

  /** RFC 9474 section 4.2, with a fresh salt and blinding factor. */
  static Blinded blind(BigInteger n, BigInteger e, Bytes message, RandomSource random) {
    Bytes salt = random.bytes(HASH_LENGTH);
    for (int i = 0; i < TRIES; i++) {
      BigInteger r = new BigInteger(1, random.bytes(lengthOf(n) + Long.BYTES).toByteArray()).mod(n);
      if (r.signum() > 0 && r.gcd(n).equals(BigInteger.ONE)) {
        return blind(n, e, message, salt, r);
      }
    }
    throw new IllegalStateException("no blinding factor"); // a modulus that is none, or no chance
  }

  /** With given chance, for published samples. */
  static Blinded blind(BigInteger n, BigInteger e, Bytes message, Bytes salt, BigInteger r) {
    byte[] encoded = encode(message, salt, n.bitLength() - 1);
    BigInteger m = new BigInteger(1, encoded);
    Arrays.fill(encoded, (byte) 0);
    BigInteger z = m.multiply(r.modPow(e, n)).mod(n);
    return new Blinded(fixed(z, n), r.modInverse(n));
  }

  /**
   * RFC 9474 section 4.4.
   *
   * @throws Unauthentic BAD_SIGNATURE if the issuer did not sign what it was sent
   */
  static Bytes finish(
      BigInteger n, BigInteger e, Bytes message, Bytes blindSignature, BigInteger inverse)
      throws Unauthentic {
    BigInteger z = new BigInteger(1, blindSignature.toByteArray());
    if (blindSignature.length() != lengthOf(n) || z.compareTo(n) >= 0) {
      throw new Unauthentic(Unauthentic.Reason.BAD_SIGNATURE);
    }
    Bytes signature = fixed(z.multiply(inverse).mod(n), n);
    if (!verifies(n, e, message, signature)) {
      throw new Unauthentic(Unauthentic.Reason.BAD_SIGNATURE);
    }
    return signature;
  }

  /** RSASSA-PSS-VERIFY (RFC 8017 section 8.1.2) with SHA-384 and salts of 48 bytes. */
  static boolean verifies(BigInteger n, BigInteger e, Bytes message, Bytes signature) {
    BigInteger s = new BigInteger(1, signature.toByteArray());
    if (signature.length() != lengthOf(n) || s.compareTo(n) >= 0) {
      return false;
    }
    int bits = n.bitLength() - 1;
    BigInteger m = s.modPow(e, n);
    return m.bitLength() <= bits
        && isEncoding(BigIntegers.asUnsignedByteArray((bits + 7) / 8, m), message, bits);
  }

  static int lengthOf(BigInteger n) {
    return (n.bitLength() + 7) / 8;
  }

  static Bytes fixed(BigInteger value, BigInteger n) {
    return Bytes.copyOf(BigIntegers.asUnsignedByteArray(lengthOf(n), value));
  }

  /** EMSA-PSS-ENCODE (RFC 8017 section 9.1.1). */
  private static byte[] encode(Bytes message, Bytes salt, int bits) {
    byte[] encoded = new byte[(bits + 7) / 8];
    int dbLength = encoded.length - HASH_LENGTH - 1;
    if (dbLength < HASH_LENGTH + 1) {
      throw new IllegalArgumentException("modulus too short");
    }
    byte[] hash = hash(new byte[8], sha384(message.toByteArray()), salt.toByteArray());
    encoded[dbLength - HASH_LENGTH - 1] = 1;
    System.arraycopy(salt.toByteArray(), 0, encoded, dbLength - HASH_LENGTH, HASH_LENGTH);
    mask(hash, encoded, dbLength);
    encoded[0] &= (byte) (0xff >>> 8 * encoded.length - bits);
    System.arraycopy(hash, 0, encoded, dbLength, HASH_LENGTH);
    encoded[encoded.length - 1] = (byte) TRAILER;
    return encoded;
  }

  /** EMSA-PSS-VERIFY (RFC 8017 section 9.1.2); changes {@code encoded}. */
  private static boolean isEncoding(byte[] encoded, Bytes message, int bits) {
    int dbLength = encoded.length - HASH_LENGTH - 1;
    int spareBits = 8 * encoded.length - bits;
    if (dbLength < HASH_LENGTH + 1
        || (encoded[encoded.length - 1] & 0xff) != TRAILER
        || (encoded[0] & 0xff & ~(0xff >>> spareBits)) != 0) {
      return false;
    }
    byte[] hash = Arrays.copyOfRange(encoded, dbLength, dbLength + HASH_LENGTH);
    mask(hash, encoded, dbLength);
    encoded[0] &= (byte) (0xff >>> spareBits);
    int zeros = dbLength - HASH_LENGTH - 1;
    for (int i = 0; i < zeros; i++) {
      if (encoded[i] != 0) {
        return false;
      }
    }
    if (encoded[zeros] != 1) {
      return false;
    }
    byte[] salt = Arrays.copyOfRange(encoded, zeros + 1, dbLength);
    return MessageDigest.isEqual(hash, hash(new byte[8], sha384(message.toByteArray()), salt));
  }

  /** Adds MGF1 of {@code seed} to the first {@code length} bytes (RFC 8017 section B.2.1). */
  private static void mask(byte[] seed, byte[] target, int length) {
    for (int at = 0, counter = 0; at < length; at += HASH_LENGTH, counter++) {
      byte[] block = hash(seed, new byte[] {0, 0, (byte) (counter >>> 8), (byte) counter});
      for (int i = 0; i < HASH_LENGTH && at + i < length; i++) {
        target[at + i] ^= block[i];
      }
    }
  }

  private static byte[] sha384(byte[] message) {
    return hash(message);
  }

  private static byte[] hash(byte[]... parts) {
    SHA384Digest digest = new SHA384Digest();
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[HASH_LENGTH];
    digest.doFinal(hash, 0);
    return hash;
  }
}
