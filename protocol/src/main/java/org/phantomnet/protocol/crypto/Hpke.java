package org.phantomnet.protocol.crypto;

import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM: seals
 * to a public key without saying who did. Classical: who records now and has a quantum computer
 * later reads it. The library's copies of the contexts' secrets cannot be wiped.
 */
public final class Hpke {
  /** Length of an encapsulated key, in bytes. */
  public static final int ENC_LENGTH = HpkeKey.PUBLIC_LENGTH;

  /** How much longer a sealed text is, in bytes. */
  public static final int TAG_LENGTH = AeadKey.TAG_LENGTH;

  private Hpke() {}

  /** The sealing side, for one text. One thread. */
  public static final class Sender {
    private final HPKEContextWithEncapsulation context;

    private Sender(HPKEContextWithEncapsulation context) {
      this.context = context;
    }

    /** The encapsulated key, 32 bytes, which the receiver needs. */
    public Bytes enc() {
      return Bytes.copyOf(context.getEncapsulation());
    }

    public Bytes seal(Bytes associated, Bytes plain) {
      try {
        return Bytes.copyOf(context.seal(associated.toByteArray(), plain.toByteArray()));
      } catch (InvalidCipherTextException e) {
        throw new IllegalStateException("sealing");
      }
    }

    /** RFC 9180 section 5.3: the same secret at both ends, the caller's to close. */
    public SecretKey export(Bytes exporterContext, int length) {
      return SecretKey.owning(context.export(exporterContext.toByteArray(), length));
    }
  }

  /** The opening side, for one text. One thread. */
  public static final class Receiver {
    private final HPKEContext context;

    private Receiver(HPKEContext context) {
      this.context = context;
    }

    /**
     * @throws Unauthentic BAD_MAC if it was not sealed to this key under that info and associated
     *     data, and if it is too short to be sealed at all
     */
    public Bytes open(Bytes associated, Bytes sealed) throws Unauthentic {
      if (sealed.length() < TAG_LENGTH) {
        throw new Unauthentic(Unauthentic.Reason.BAD_MAC);
      }
      try {
        return Bytes.copyOf(context.open(associated.toByteArray(), sealed.toByteArray()));
      } catch (InvalidCipherTextException e) {
        throw new Unauthentic(Unauthentic.Reason.BAD_MAC);
      }
    }

    /** As {@link Sender#export}. */
    public SecretKey export(Bytes exporterContext, int length) {
      return SecretKey.owning(context.export(exporterContext.toByteArray(), length));
    }
  }

  /**
   * @param to the receiver's public key, 32 bytes
   * @param info what the text is about: the receiver must say the same
   * @throws Malformed BAD_KEY_SHARE if {@code to} has another length or is of low order
   */
  public static Sender send(Bytes to, Bytes info, RandomSource random) throws Malformed {
    try (HpkeKey ephemeral = HpkeKey.generate(random)) {
      return send(to, info, ephemeral);
    }
  }

  /** With a given ephemeral key, for published samples. */
  static Sender send(Bytes to, Bytes info, HpkeKey ephemeral) throws Malformed {
    requireKey(to);
    try {
      return new Sender(
          suite()
              .setupBaseS(
                  new X25519PublicKeyParameters(to.toByteArray()),
                  info.toByteArray(),
                  pair(ephemeral)));
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE); // the all-zero secret
    }
  }

  /**
   * @param enc what {@link Sender#enc} gave
   * @throws Malformed BAD_KEY_SHARE if {@code enc} has another length or is of low order
   */
  public static Receiver receive(HpkeKey own, Bytes enc, Bytes info) throws Malformed {
    requireKey(enc);
    AsymmetricCipherKeyPair pair = pair(own);
    try {
      return new Receiver(suite().setupBaseR(enc.toByteArray(), pair, info.toByteArray()));
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE);
    }
  }

  private static void requireKey(Bytes key) throws Malformed {
    if (key.length() != HpkeKey.PUBLIC_LENGTH) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE);
    }
  }

  private static AsymmetricCipherKeyPair pair(HpkeKey key) {
    return key.lend(
        scalar ->
            new AsymmetricCipherKeyPair(
                new X25519PublicKeyParameters(key.publicKey().toByteArray()),
                new X25519PrivateKeyParameters(scalar)));
  }

  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }
}
