package org.phantomnet.protocol.crypto;

import java.util.Arrays;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * An ephemeral ML-KEM-768 decapsulation key (FIPS 203), held as its 64-byte seed and expanded only
 * while in use, so that little of it is ever out of reach of wiping. Owned by whoever made it, who
 * closes it.
 */
public final class MlKem768Key implements Destroyable, AutoCloseable {
  /** Length of an encapsulation key, in bytes (FIPS 203 table 3). */
  public static final int KEY_LENGTH = 1184;

  /** Length of a ciphertext, in bytes (FIPS 203 table 3). */
  public static final int CIPHERTEXT_LENGTH = 1088;

  private static final int SEED_LENGTH = 64; // d || z, FIPS 203 algorithm 19
  private static final int POLYNOMIAL_BYTES = 1152; // 3 polynomials of 256 coefficients of 12 bits
  private static final int Q = 3329;

  private final SecretKey seed;
  private final Bytes encapsulationKey;

  private MlKem768Key(SecretKey seed) {
    this.seed = seed;
    this.encapsulationKey =
        seed.lend(
            secret -> {
              MLKEMPrivateKeyParameters key = expand(secret);
              Bytes encoded = Bytes.copyOf(key.getPublicKeyParameters().getEncoded());
              key.destroy();
              return encoded;
            });
  }

  public static MlKem768Key generate(RandomSource random) {
    return new MlKem768Key(SecretKey.random(SEED_LENGTH, random));
  }

  /** The encapsulation key to send, 1184 bytes. */
  public Bytes encapsulationKey() {
    return encapsulationKey;
  }

  /**
   * The shared secret, 32 bytes, the caller's to close. A wrong ciphertext gives another secret,
   * not an error (implicit rejection).
   *
   * @throws Malformed BAD_KEY_SHARE if the ciphertext has another length
   */
  public SecretKey decapsulate(Bytes ciphertext) throws Malformed {
    if (ciphertext.length() != CIPHERTEXT_LENGTH) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE);
    }
    return SecretKey.owning(
        seed.lend(
            secret -> {
              MLKEMPrivateKeyParameters key = expand(secret);
              byte[] shared = new MLKEMExtractor(key).extractSecret(ciphertext.toByteArray());
              key.destroy();
              return shared;
            }));
  }

  /**
   * Encapsulates a fresh secret to someone's key.
   *
   * @throws Malformed BAD_KEY_SHARE if the key has another length or fails the modulus check (FIPS
   *     203 section 7.2)
   */
  public static Encapsulated encapsulate(Bytes encapsulationKey, RandomSource random)
      throws Malformed {
    byte[] encoded = encapsulationKey.toByteArray();
    requireReduced(encoded);
    try {
      MLKEMPublicKeyParameters key =
          new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, encoded);
      SecretWithEncapsulation made =
          new MLKEMGenerator(new RandomBridge(random)).generateEncapsulated(key);
      Encapsulated encapsulated =
          new Encapsulated(
              Bytes.copyOf(made.getEncapsulation()), SecretKey.owning(made.getSecret()));
      made.destroy();
      return encapsulated;
    } catch (DestroyFailedException e) {
      throw new IllegalStateException("destroy");
    } catch (IllegalArgumentException refusedByLibrary) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE);
    }
  }

  /** FIPS 203 section 7.2: every 12-bit coefficient is below q. */
  @Rule("KEY-3")
  private static void requireReduced(byte[] key) throws Malformed {
    boolean reduced = key.length == KEY_LENGTH;
    for (int i = 0; reduced && i < POLYNOMIAL_BYTES; i += 3) {
      int low = (key[i] & 0xff) | (key[i + 1] & 0x0f) << 8;
      int high = (key[i + 1] & 0xff) >> 4 | (key[i + 2] & 0xff) << 4;
      reduced = low < Q && high < Q;
    }
    if (!reduced) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE);
    }
  }

  @Override
  public void destroy() {
    seed.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return seed.isDestroyed();
  }

  @Override
  public void close() {
    destroy();
  }

  private static MLKEMPrivateKeyParameters expand(byte[] seed) {
    byte[] copy = seed.clone();
    MLKEMPrivateKeyParameters key = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, copy);
    Arrays.fill(copy, (byte) 0);
    return key;
  }

  /** A ciphertext to send and the secret in it, 32 bytes, the caller's to close. */
  public static final class Encapsulated {
    private final Bytes ciphertext;
    private final SecretKey secret;

    Encapsulated(Bytes ciphertext, SecretKey secret) {
      this.ciphertext = ciphertext;
      this.secret = secret;
    }

    public Bytes ciphertext() {
      return ciphertext;
    }

    public SecretKey secret() {
      return secret;
    }
  }
}
