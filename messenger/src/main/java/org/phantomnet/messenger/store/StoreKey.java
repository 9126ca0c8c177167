package org.phantomnet.messenger.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * The database's key, derived from the passphrase: {@code master = Argon2id(passphrase, salt,
 * cost)}, then the cipher's raw key and a check value by HMAC-SHA-256 over labels. One thread;
 * lives while the store is being opened.
 */
final class StoreKey implements Destroyable, AutoCloseable {
  static final int SALT_LENGTH = 16;
  static final int CHECK_LENGTH = 16;
  private static final int KEY_LENGTH = 32;
  private static final String DATABASE_V1 = "PhantomNet store database v1";
  private static final String CHECK_V1 = "PhantomNet store check v1";

  private final byte[] database;
  private final Bytes check;
  private boolean destroyed;

  private StoreKey(byte[] database, Bytes check) {
    this.database = database;
    this.check = check;
  }

  @Rule("STORE-1")
  static StoreKey derive(char[] passphrase, Bytes salt, PassphraseCost cost) {
    byte[] master = new byte[KEY_LENGTH];
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.iterations())
            .withParallelism(cost.parallelism())
            .withSalt(salt.toByteArray())
            .build());
    argon2.generateBytes(passphrase, master);
    try {
      return new StoreKey(
          mac(master, DATABASE_V1), Bytes.copyOf(mac(master, CHECK_V1), 0, CHECK_LENGTH));
    } finally {
      Arrays.fill(master, (byte) 0);
    }
  }

  private static byte[] mac(byte[] key, String label) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(label.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * 16 bytes that tell a wrong passphrase from a damaged file; worth as much to a guesser as the
   * database itself.
   */
  Bytes check() {
    return check;
  }

  /** The raw 32-byte key, lent to the cipher; not to be kept. */
  byte[] databaseKey() {
    if (destroyed) {
      throw new IllegalStateException("destroyed");
    }
    return database;
  }

  @Override
  public void destroy() {
    Arrays.fill(database, (byte) 0);
    destroyed = true;
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }
}
