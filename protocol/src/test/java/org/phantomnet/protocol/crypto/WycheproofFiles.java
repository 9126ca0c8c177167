package org.phantomnet.protocol.crypto;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Wycheproof.Case;

/** Which files of the Wycheproof project concern us, and what each case asks of our primitives. */
final class WycheproofFiles {
  private static final Set<String> VALID_OR_NOT = Set.of("valid", "invalid");
  private static final int TAG_BITS = Hmac.LENGTH * 8;

  private WycheproofFiles() {}

  static Wycheproof named(String file) {
    return Optional.ofNullable(all().get(file)).orElseThrow();
  }

  static Map<String, Wycheproof> all() {
    return Map.of(
        "x25519_test.json",
        new Wycheproof(
            "XDH",
            Set.of("valid", "acceptable"),
            Set.of("curve"),
            Set.of("public", "private", "shared"),
            WycheproofFiles::x25519),
        "hkdf_sha256_test.json",
        new Wycheproof(
            "HKDF-SHA-256",
            VALID_OR_NOT,
            Set.of("keySize"),
            Set.of("ikm", "salt", "info", "size", "okm"),
            WycheproofFiles::hkdf),
        "hmac_sha256_test.json",
        new Wycheproof(
            "HMACSHA256",
            VALID_OR_NOT,
            Set.of("keySize", "tagSize"),
            Set.of("key", "msg", "tag"),
            WycheproofFiles::hmac),
        "aes_gcm_test.json",
        new Wycheproof(
            "AES-GCM",
            VALID_OR_NOT,
            Set.of("keySize", "ivSize", "tagSize"),
            Set.of("key", "iv", "aad", "msg", "ct", "tag"),
            WycheproofFiles::aesGcm),
        "ecdsa_secp256r1_sha256_test.json",
        new Wycheproof(
            "ECDSA",
            VALID_OR_NOT,
            Set.of("publicKey", "publicKeyDer", "publicKeyPem", "sha"),
            Set.of("msg", "sig"),
            WycheproofFiles::ecdsa),
        "mlkem_768_test.json",
        new Wycheproof(
            "ML-KEM",
            VALID_OR_NOT,
            Set.of("parameterSet"),
            Set.of("seed", "ek", "c", "K"),
            WycheproofFiles::mlKem),
        "mlkem_768_encaps_test.json",
        new Wycheproof(
            "ML-KEM",
            VALID_OR_NOT,
            Set.of("parameterSet"),
            Set.of("m", "ek", "c", "K"),
            WycheproofFiles::mlKemEncapsulate),
        "mlkem_768_keygen_seed_test.json",
        new Wycheproof(
            "ML-KEM",
            VALID_OR_NOT,
            Set.of("parameterSet"),
            Set.of("seed", "ek", "dk"),
            WycheproofFiles::mlKemKey));
  }

  /** An all-zero secret is refused (KEY-2); all else that is "acceptable" gives the secret. */
  private static boolean x25519(Case each) {
    boolean taken = !each.hasFlag("ZeroSharedSecret");
    try (X25519Key own = X25519Key.generate(giving(each.bytes("private")));
        SecretKey secret = own.agree(each.bytes("public"))) {
      return taken && secret.disclose().equals(each.bytes("shared"));
    } catch (ProtocolException refused) {
      return !taken && each.isSaidToBe("acceptable");
    }
  }

  private static boolean hkdf(Case each) {
    return each.agrees(
        () -> {
          SecretKey prk = Hkdf.extract(each.bytes("salt"), SecretKey.of(each.bytes("ikm")));
          byte[] info = each.bytes("info").toByteArray();
          byte[] output = Hkdf.expand(prk.disclose().toByteArray(), info, each.number("size"));
          return Bytes.copyOf(output).equals(each.bytes("okm"));
        });
  }

  /** A MAC cut short must be the beginning of ours, but is never taken for one. */
  private static boolean hmac(Case each) {
    SecretKey key = SecretKey.of(each.bytes("key"));
    Bytes tag = each.bytes("tag");
    boolean verified = Hmac.verify(key, each.bytes("msg"), tag);
    if (each.groupNumber("tagSize") == TAG_BITS) {
      return verified == each.isSaidToBe("valid");
    }
    byte[] own = Hmac.sha256(key, each.bytes("msg")).toByteArray();
    return !verified && each.agrees(() -> Bytes.copyOf(own, 0, tag.length()).equals(tag));
  }

  /** Other sizes of key or nonce than ours are refused, valid or not. */
  private static boolean aesGcm(Case each) {
    boolean ours =
        each.groupNumber("keySize") == AeadKey.KEY_LENGTH * 8
            && each.groupNumber("ivSize") == AeadKey.NONCE_LENGTH * 8
            && each.groupNumber("tagSize") == AeadKey.TAG_LENGTH * 8;
    if (!ours) {
      return isRefusedAsOwnBug(each);
    }
    AeadKey key = AeadKey.of(SecretKey.of(each.bytes("key")));
    Bytes sealed = joined(each.bytes("ct"), each.bytes("tag"));
    boolean sealsSo =
        key.seal(each.bytes("iv"), each.bytes("aad"), each.bytes("msg")).equals(sealed);
    return sealsSo == each.isSaidToBe("valid")
        && each.agrees(
            () -> key.open(each.bytes("iv"), each.bytes("aad"), sealed).equals(each.bytes("msg")));
  }

  private static boolean isRefusedAsOwnBug(Case each) {
    try {
      AeadKey.of(SecretKey.of(each.bytes("key")))
          .seal(each.bytes("iv"), each.bytes("aad"), each.bytes("msg"));
      return false;
    } catch (IllegalArgumentException refused) {
      return true;
    }
  }

  private static boolean ecdsa(Case each) {
    Bytes point = each.groupBytes("publicKey", "uncompressed");
    return each.agrees(
        () -> P256Key.verify(point, Sha256.of(each.bytes("msg")), each.bytes("sig")));
  }

  private static boolean mlKem(Case each) {
    return each.agrees(
        () -> {
          try (MlKem768Key key = MlKem768Key.generate(giving(each.bytes("seed")));
              SecretKey secret = key.decapsulate(each.bytes("c"))) {
            return secret.disclose().equals(each.bytes("K"))
                && key.encapsulationKey().equals(each.bytes("ek"));
          }
        });
  }

  private static boolean mlKemEncapsulate(Case each) {
    return each.agrees(
        () -> {
          MlKem768Key.Encapsulated made =
              MlKem768Key.encapsulate(each.bytes("ek"), giving(each.bytes("m")));
          return made.ciphertext().equals(each.bytes("c"))
              && made.secret().disclose().equals(each.bytes("K"));
        });
  }

  /** Our keys are kept as seeds, so the expanded private key is the reference's to compare. */
  private static boolean mlKemKey(Case each) {
    return each.agrees(
        () -> {
          try (MlKem768Key key = MlKem768Key.generate(giving(each.bytes("seed")))) {
            return key.encapsulationKey().equals(each.bytes("ek"));
          }
        });
  }

  private static Bytes joined(Bytes a, Bytes b) {
    byte[] both = new byte[a.length() + b.length()];
    System.arraycopy(a.toByteArray(), 0, both, 0, a.length());
    System.arraycopy(b.toByteArray(), 0, both, a.length(), b.length());
    return Bytes.copyOf(both);
  }

  private static RandomSource giving(Bytes bytes) {
    return target -> {
      if (target.length != bytes.length()) {
        throw new IllegalArgumentException("length");
      }
      System.arraycopy(bytes.toByteArray(), 0, target, 0, target.length);
    };
  }
}
