package org.phantomnet.conformance.traces;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.phantomnet.conformance.traces.HeapDump.Instance;

/** The secret keys that a client's heap holds, by who holds them. Stateless. */
public final class CallSecrets {
  private static final String SECRET = "SecretKey";

  private CallSecrets() {}

  /** Those that are not wiped. */
  public static Map<String, byte[]> alive(HeapDump dump) {
    Map<Long, Long> secrets = new HashMap<>();
    for (Instance secret : dump.instances(SECRET)) {
      if (secret.field("destroyed") == 0) {
        secrets.put(secret.field("value"), secret.id());
      }
    }
    Map<String, byte[]> alive = new TreeMap<>();
    dump.bytes(secrets.keySet())
        .forEach(
            (array, value) -> {
              List<String> holders = dump.holders(secrets.getOrDefault(array, 0L));
              String name = holders.isEmpty() ? "nobody's" : holders.get(0);
              while (alive.containsKey(name)) {
                name += "'";
              }
              alive.put(name, value);
            });
    return alive;
  }

  /**
   * What was agreed and wiped before anybody could look: worked out once more from the caller's
   * shares, as they were before the answer.
   *
   * @param early the caller's secrets while it waited for the answer
   * @param talking the caller's heap during the call
   */
  public static Map<String, byte[]> agreed(Map<String, byte[]> early, HeapDump talking) {
    byte[] callees = content(talking, "CallMessage$Answer", "calleeSecret");
    byte[] x25519 = new byte[X25519.POINT_SIZE];
    byte[] share = content(talking, "CallMessage$Answer", "x25519Share");
    X25519.calculateAgreement(required(early, "X25519Key.scalar"), 0, share, 0, x25519, 0);
    byte[] mlKem =
        new MLKEMExtractor(
                new MLKEMPrivateKeyParameters(
                    MLKEMParameters.ml_kem_768, required(early, "MlKem768Key.seed")))
            .extractSecret(content(talking, "CallMessage$Answer", "mlKemCiphertext"));
    Map<String, byte[]> agreed = new TreeMap<>();
    agreed.put("CalleeShares.secret", callees);
    agreed.put("X25519 secret", x25519);
    agreed.put("ML-KEM secret", mlKem);
    agreed.put(
        "first pseudorandom key",
        hmac(
            content(talking, "EpochKeys", "transcript"),
            required(early, "CallerShares.secret"),
            callees,
            x25519,
            mlKem));
    return agreed;
  }

  private static byte[] required(Map<String, byte[]> secrets, String name) {
    return Optional.ofNullable(secrets.get(name)).orElseThrow();
  }

  private static byte[] hmac(byte[] salt, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(salt, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes in a field of the one object of its class, of which there may be copies. */
  private static byte[] content(HeapDump dump, String type, String field) {
    Set<Long> bytes = new HashSet<>();
    for (Instance one : dump.instances(type)) {
      bytes.add(one.field(field));
    }
    Set<Long> arrays = new HashSet<>();
    for (Instance one : dump.instances("Bytes")) {
      if (bytes.contains(one.id())) {
        arrays.add(one.field("value"));
      }
    }
    return dump.bytes(arrays).values().iterator().next();
  }
}
