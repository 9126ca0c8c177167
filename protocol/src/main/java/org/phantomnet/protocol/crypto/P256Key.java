package org.phantomnet.protocol.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import javax.security.auth.Destroyable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * An ECDSA key on P-256 (FIPS 186-5), for one DTLS connection. The scalar is held as bytes, not as
 * a platform key, because those cannot be wiped. Owned by whoever made it, who closes it.
 */
public final class P256Key implements Destroyable, AutoCloseable {
  /** Length of an uncompressed point, in bytes (SEC 1 section 2.3.3). */
  public static final int POINT_LENGTH = 65;

  private static final int SCALAR_LENGTH = 32;
  private static final byte UNCOMPRESSED = 4;
  private static final int PEM_LINE = 64; // RFC 7468 section 2

  // RFC 5958 OneAsymmetricKey version 0 holding an RFC 5915 ECPrivateKey for prime256v1, up to the
  // scalar ...
  private static final byte[] PKCS8_HEAD = {
    0x30,
    (byte) 0x81,
    (byte) 0x87,
    0x02,
    0x01,
    0x00,
    0x30,
    0x13,
    0x06,
    0x07,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0xce,
    0x3d,
    0x02,
    0x01,
    0x06,
    0x08,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0xce,
    0x3d,
    0x03,
    0x01,
    0x07,
    0x04,
    0x6d,
    0x30,
    0x6b,
    0x02,
    0x01,
    0x01,
    0x04,
    0x20
  };
  // ... and between the scalar and the point
  private static final byte[] PKCS8_MIDDLE = {(byte) 0xa1, 0x44, 0x03, 0x42, 0x00};
  private static final byte[] PEM_HEAD =
      "-----BEGIN PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PEM_TAIL =
      "\n-----END PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII);

  private static final ECDomainParameters CURVE = curve();

  private final SecretKey scalar;
  private final Bytes point;

  private P256Key(SecretKey scalar) {
    this.scalar = scalar;
    this.point =
        scalar.lend(
            secret ->
                Bytes.copyOf(
                    new FixedPointCombMultiplier()
                        .multiply(CURVE.getG(), new BigInteger(1, secret))
                        .normalize()
                        .getEncoded(false)));
  }

  public static P256Key generate(RandomSource random) {
    while (true) {
      SecretKey scalar = SecretKey.random(SCALAR_LENGTH, random);
      boolean inRange =
          scalar.lend(
              secret -> {
                BigInteger d = new BigInteger(1, secret);
                return d.signum() > 0 && d.compareTo(CURVE.getN()) < 0;
              });
      if (inRange) {
        return new P256Key(scalar);
      }
      scalar.close();
    }
  }

  /** The public key: an uncompressed point, 65 bytes. */
  public Bytes point() {
    return point;
  }

  /**
   * Signs a SHA-256 digest, with the nonce of RFC 6979; DER as in RFC 3279 section 2.2.3, at most
   * 72 bytes.
   */
  public Bytes sign(Bytes digest) {
    return scalar.lend(
        secret -> {
          ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
          signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), CURVE));
          BigInteger[] rs = signer.generateSignature(digest.toByteArray());
          try {
            return Bytes.copyOf(StandardDSAEncoding.INSTANCE.encode(CURVE.getN(), rs[0], rs[1]));
          } catch (IOException e) {
            throw new IllegalStateException("DER");
          }
        });
  }

  /**
   * Checks a signature over a SHA-256 digest. A signature that is not strict DER with both integers
   * in range is wrong.
   *
   * @throws Malformed BAD_VALUE if {@code point} is not an uncompressed point of the curve
   */
  public static boolean verify(Bytes point, Bytes digest, Bytes signature) throws Malformed {
    ECPublicKeyParameters key = new ECPublicKeyParameters(decode(point), CURVE);
    try {
      BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(CURVE.getN(), signature.toByteArray());
      ECDSASigner verifier = new ECDSASigner();
      verifier.init(false, key);
      return verifier.verifySignature(digest.toByteArray(), rs[0], rs[1]);
    } catch (IOException | RuntimeException notASignature) {
      return false;
    }
  }

  /**
   * Lends the private key as PKCS#8 PEM in ASCII; the array is wiped when {@code use} returns or
   * throws.
   */
  public void lendPem(Consumer<byte[]> use) {
    byte[] der = new byte[PKCS8_HEAD.length + SCALAR_LENGTH + PKCS8_MIDDLE.length + POINT_LENGTH];
    System.arraycopy(PKCS8_HEAD, 0, der, 0, PKCS8_HEAD.length);
    int at = PKCS8_HEAD.length + SCALAR_LENGTH;
    System.arraycopy(PKCS8_MIDDLE, 0, der, at, PKCS8_MIDDLE.length);
    System.arraycopy(point.toByteArray(), 0, der, at + PKCS8_MIDDLE.length, POINT_LENGTH);
    Base64.Encoder encoder = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'});
    int characters = (der.length + 2) / 3 * 4;
    byte[] pem =
        new byte[PEM_HEAD.length + characters + (characters - 1) / PEM_LINE + PEM_TAIL.length];
    byte[] text = new byte[characters + (characters - 1) / PEM_LINE];
    try {
      scalar.lend(
          secret -> {
            System.arraycopy(secret, 0, der, PKCS8_HEAD.length, SCALAR_LENGTH);
            return der;
          });
      int length = encoder.encode(der, text);
      System.arraycopy(PEM_HEAD, 0, pem, 0, PEM_HEAD.length);
      System.arraycopy(text, 0, pem, PEM_HEAD.length, length);
      System.arraycopy(PEM_TAIL, 0, pem, PEM_HEAD.length + length, PEM_TAIL.length);
      use.accept(pem);
    } finally {
      Arrays.fill(der, (byte) 0);
      Arrays.fill(text, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
  }

  @Override
  public void destroy() {
    scalar.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return scalar.isDestroyed();
  }

  @Override
  public void close() {
    destroy();
  }

  private static ECPoint decode(Bytes point) throws Malformed {
    if (point.length() != POINT_LENGTH || point.at(0) != UNCOMPRESSED) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    try {
      return CURVE.validatePublicPoint(CURVE.getCurve().decodePoint(point.toByteArray()));
    } catch (RuntimeException notOnTheCurve) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }

  private static ECDomainParameters curve() {
    X9ECParameters p256 = CustomNamedCurves.getByName("P-256");
    return new ECDomainParameters(p256.getCurve(), p256.getG(), p256.getN(), p256.getH());
  }
}
