package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** The files beside the database, which anyone who has the disk can change. */
class StoreFilesFuzzTest {
  private static final int SUM_LENGTH = 8;
  private static final Bytes KEY = Bytes.copyOf(new byte[32]);

  /**
   * If the first byte is odd, the sum at the end is made right, as whoever changes the file can.
   * What is read never asks for more work than the bounds allow.
   */
  @FuzzTest
  @Covers("STORE-2")
  void header(byte[] data) throws GeneralSecurityException {
    if (data.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(data, 1, data.length);
    if ((data[0] & 1) != 0 && content.length > SUM_LENGTH) {
      int covered = content.length - SUM_LENGTH;
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content, 0, covered);
      System.arraycopy(digest.digest(), 0, content, covered, SUM_LENGTH);
    }
    StoreHeader header;
    try {
      header = StoreHeader.decode(content);
    } catch (StoreException refused) {
      assertTrue(
          refused.reason() == StoreException.Reason.CORRUPT
              || refused.reason() == StoreException.Reason.NEWER_VERSION);
      assertEquals(refused.reason().name(), refused.getMessage());
      return;
    }

    assertArrayEquals(content, header.encode());
    assertTrue(header.cost().memoryKib() <= 1 << 20 && header.cost().iterations() <= 64);
  }

  static List<byte[]> headerSeeds() {
    byte[] valid =
        new StoreHeader(
                PassphraseCost.STANDARD,
                Bytes.copyOf(new byte[StoreKey.SALT_LENGTH]),
                Bytes.copyOf(new byte[StoreKey.CHECK_LENGTH]))
            .encode();
    byte[] seed = new byte[1 + valid.length];
    System.arraycopy(valid, 0, seed, 1, valid.length);
    byte[] mended = seed.clone();
    mended[0] = 1;
    mended[9] ^= 7;
    return List.of(seed, mended);
  }

  /** Only what the store's own key has signed counts as a generation. */
  @FuzzTest
  @Covers("STORE-6")
  void rollbackCounter(byte[] data) throws IOException {
    Path file = CounterFile.PATH;
    Files.write(file, data);

    try (RollbackCounter counter = RollbackCounter.open(file, KEY)) {
      long highest = counter.highest();
      assertTrue(highest == 0 || highest == 7 || highest == 8, "not signed");
      assertEquals(highest != 3, counter.isRolledBack(3), "a file without a slot is a lost one");
      assertEquals(highest > 0, !counter.isRolledBack(highest) && highest > 0);
    }
  }

  static List<byte[]> rollbackCounterSeeds() {
    try {
      Path file = Files.createTempFile("counter", "");
      try (RollbackCounter counter = RollbackCounter.open(file, KEY)) {
        counter.raise(7);
        byte[] one = Files.readAllBytes(file);
        counter.raise(8);
        return List.of(one, Files.readAllBytes(file), ByteBuffer.allocate(48).putLong(9).array());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One file for all inputs: making one costs more than reading it. */
  private static final class CounterFile {
    static final Path PATH = make();

    private static Path make() {
      try {
        Path file = Files.createTempFile("counter", "");
        file.toFile().deleteOnExit();
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
