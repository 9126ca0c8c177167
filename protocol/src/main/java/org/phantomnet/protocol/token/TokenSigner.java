package org.phantomnet.protocol.token;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.jspecify.annotations.Nullable;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomBridge;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Rule;

/**
 * An issuer's secret key, which signs without seeing what. Thread-safe; owned by whoever made it,
 * who closes it; a closed one throws {@link IllegalStateException}. The library's numbers cannot be
 * wiped: closing lets go of them.
 */
public final class TokenSigner implements Destroyable, AutoCloseable {
  private static final int CERTAINTY = 112; // of a prime, in bits

  private final TokenKey key;
  private final SecureRandom random;
  private volatile @Nullable RSAPrivateCrtKeyParameters secret;

  private TokenSigner(RSAPrivateCrtKeyParameters secret, RandomSource random) {
    this.secret = secret;
    this.key = TokenKey.of(secret.getModulus());
    this.random = new RandomBridge(random);
  }

  /** A new key: up to a few seconds of one core. */
  public static TokenSigner generate(RandomSource random) {
    RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
    generator.init(
        new RSAKeyGenerationParameters(
            TokenKey.EXPONENT, new RandomBridge(random), TokenKey.BITS, CERTAINTY));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    return new TokenSigner((RSAPrivateCrtKeyParameters) pair.getPrivate(), random);
  }

  /**
   * A key that was kept.
   *
   * @param stored what {@link #store()} gave; stays its owner's to close
   * @throws Malformed BAD_ENCODING if it is no such key
   */
  public static TokenSigner of(SecretKey stored, RandomSource random) throws Malformed {
    try {
      AsymmetricKeyParameter read = PrivateKeyFactory.createKey(stored.disclose().toByteArray());
      if (read instanceof RSAPrivateCrtKeyParameters
          && ((RSAPrivateCrtKeyParameters) read).getModulus().bitLength() == TokenKey.BITS
          && ((RSAPrivateCrtKeyParameters) read).getPublicExponent().equals(TokenKey.EXPONENT)) {
        return new TokenSigner((RSAPrivateCrtKeyParameters) read, random);
      }
    } catch (IOException | IllegalArgumentException e) {
      // refused below, without the library's words
    }
    throw new Malformed(Malformed.Reason.BAD_ENCODING);
  }

  /** The key to keep (PKCS #8 in DER), the caller's to close. */
  public SecretKey store() {
    try {
      return SecretKey.of(
          Bytes.copyOf(PrivateKeyInfoFactory.createPrivateKeyInfo(alive()).getEncoded()));
    } catch (IOException e) {
      throw new IllegalStateException("encoding");
    }
  }

  public TokenKey key() {
    return key;
  }

  /**
   * RFC 9474 section 4.3: signs what a client blinded. Blinded once more on this side, so that the
   * time it takes says nothing of the key; what the two primes give is checked before it leaves.
   *
   * @param blinded {@link TokenKey#MODULUS_LENGTH} bytes
   * @throws Malformed BAD_LENGTH if it has another length, BAD_VALUE if it is not below the modulus
   */
  @Rule("TOK-3")
  public Bytes sign(Bytes blinded) throws Malformed {
    if (blinded.length() != TokenKey.MODULUS_LENGTH) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    BigInteger m = new BigInteger(1, blinded.toByteArray());
    if (m.signum() == 0 || m.compareTo(key.modulus()) >= 0) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    BigInteger s = power(m);
    if (!s.modPow(TokenKey.EXPONENT, key.modulus()).equals(m)) {
      throw new IllegalStateException("a wrong signature was made");
    }
    return BlindRsa.fixed(s, key.modulus());
  }

  private BigInteger power(BigInteger m) {
    RSABlindedEngine engine = new RSABlindedEngine();
    engine.init(true, new ParametersWithRandom(alive(), random));
    byte[] input = BlindRsa.fixed(m, key.modulus()).toByteArray();
    try {
      return new BigInteger(1, engine.processBlock(input, 0, input.length));
    } catch (RuntimeException e) {
      throw new IllegalStateException("signing");
    }
  }

  private RSAPrivateCrtKeyParameters alive() {
    RSAPrivateCrtKeyParameters now = secret;
    if (now == null) {
      throw new IllegalStateException("destroyed");
    }
    return now;
  }

  @Override
  public void destroy() {
    secret = null;
  }

  @Override
  public boolean isDestroyed() {
    return secret == null;
  }

  @Override
  public void close() {
    destroy();
  }
}
