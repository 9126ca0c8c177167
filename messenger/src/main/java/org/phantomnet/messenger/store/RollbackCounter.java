package org.phantomnet.messenger.store;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * The highest generation of the database whose effects have left this device, in a file outside the
 * database (STORE-5). Two slots of {@code u64 generation || first 16 of HMAC-SHA-256(key,
 * generation)} are written in turn, so a torn write leaves the other. One thread at a time. Not a
 * {@code FileChannel}: an interrupted thread would close that.
 */
public final class RollbackCounter implements AutoCloseable {
  private static final int MAC_LENGTH = 16;
  private static final int SLOT_LENGTH = 8 + MAC_LENGTH;

  private final RandomAccessFile file;
  private final Bytes key;
  private long written;
  private int nextSlot;

  private RollbackCounter(RandomAccessFile file, Bytes key) {
    this.file = file;
    this.key = key;
  }

  /**
   * @param key the store's own random key for this file, 32 bytes, from inside the database
   * @throws StoreException READ_ONLY, DISK_FULL or UNAVAILABLE
   */
  public static RollbackCounter open(Path path, Bytes key) {
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        DurableFile.makeDirectory(parent);
      }
      File target = path.toFile();
      RollbackCounter counter = new RollbackCounter(new RandomAccessFile(target, "rw"), key);
      counter.written = counter.read().orElse(0);
      return counter;
    } catch (IOException e) {
      throw new StoreException(JdbcSqlStore.reasonOf(e));
    }
  }

  /**
   * Whether the database was taken back to an earlier state: its generation is below the file's, or
   * the file is gone although the database has a past.
   */
  @Rule("STORE-6")
  public boolean isRolledBack(long databaseGeneration) {
    OptionalLong known = read();
    return known.isPresent() ? databaseGeneration < known.getAsLong() : databaseGeneration > 0;
  }

  /** The highest generation in the file, 0 if there is none. */
  public long highest() {
    return written;
  }

  /**
   * Durable when it returns. Called before anything made at {@code generation} leaves this device
   * (STORE-5).
   */
  @Rule("STORE-5")
  public void raise(long generation) {
    if (generation <= written && generation > 0) {
      return;
    }
    byte[] slot = slot(generation);
    try {
      file.seek((long) nextSlot * SLOT_LENGTH);
      file.write(slot);
      file.getFD().sync();
    } catch (IOException e) {
      throw new StoreException(JdbcSqlStore.reasonOf(e));
    }
    nextSlot = 1 - nextSlot;
    written = generation;
  }

  private OptionalLong read() {
    OptionalLong highest = OptionalLong.empty();
    byte[] slot = new byte[SLOT_LENGTH];
    try {
      for (int i = 0; i < 2 && file.length() >= (long) (i + 1) * SLOT_LENGTH; i++) {
        file.seek((long) i * SLOT_LENGTH);
        file.readFully(slot);
        long generation = ByteBuffer.wrap(slot).getLong();
        if (MessageDigest.isEqual(slot, slot(generation))
            && (highest.isEmpty() || generation > highest.getAsLong())) {
          highest = OptionalLong.of(generation);
          nextSlot = 1 - i;
        }
      }
    } catch (IOException e) {
      throw new StoreException(JdbcSqlStore.reasonOf(e));
    }
    return highest;
  }

  private byte[] slot(long generation) {
    ByteBuffer out = ByteBuffer.allocate(SLOT_LENGTH).putLong(generation);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.toByteArray(), "HmacSHA256"));
      byte[] tag = mac.doFinal(Arrays.copyOf(out.array(), 8));
      return out.put(tag, 0, MAC_LENGTH).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // Everything was synced when written.
    }
  }
}
