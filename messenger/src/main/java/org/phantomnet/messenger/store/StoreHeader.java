package org.phantomnet.messenger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * The file beside the database that says how its key is made (STORE-2): {@code "PNSH" || u8 version
 * || u32 memory KiB || u32 iterations || u8 lanes || salt(16) || check(16) || first 8 of SHA-256
 * over all before}.
 */
record StoreHeader(PassphraseCost cost, Bytes salt, Bytes check) {
  private static final int MAGIC = 0x504e5348;
  private static final byte VERSION = 1;
  private static final int SUM_LENGTH = 8;
  private static final int LENGTH =
      4 + 1 + 4 + 4 + 1 + StoreKey.SALT_LENGTH + StoreKey.CHECK_LENGTH + SUM_LENGTH;

  static Optional<StoreHeader> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(decode(Files.readAllBytes(file)));
  }

  void write(Path file) throws IOException {
    DurableFile.replace(file, encode());
  }

  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(LENGTH);
    out.putInt(MAGIC)
        .put(VERSION)
        .putInt(cost.memoryKib())
        .putInt(cost.iterations())
        .put((byte) cost.parallelism());
    out.put(salt.toByteArray()).put(check.toByteArray());
    out.put(sum(out.array()));
    return out.array();
  }

  @Rule("STORE-2")
  static StoreHeader decode(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    if (content.length < 5 || in.getInt() != MAGIC) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    int version = in.get() & 0xff;
    if (version > VERSION) {
      throw new StoreException(StoreException.Reason.NEWER_VERSION);
    }
    if (version != VERSION
        || content.length != LENGTH
        || !Arrays.equals(sum(content), Arrays.copyOfRange(content, LENGTH - SUM_LENGTH, LENGTH))) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    int memoryKib = in.getInt();
    int iterations = in.getInt();
    int parallelism = in.get();
    if (!PassphraseCost.isAllowed(memoryKib, iterations, parallelism)) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    Bytes salt = Bytes.copyOf(content, in.position(), StoreKey.SALT_LENGTH);
    Bytes check =
        Bytes.copyOf(content, in.position() + StoreKey.SALT_LENGTH, StoreKey.CHECK_LENGTH);
    return new StoreHeader(new PassphraseCost(memoryKib, iterations, parallelism), salt, check);
  }

  private static byte[] sum(byte[] content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content, 0, LENGTH - SUM_LENGTH);
      return Arrays.copyOf(digest.digest(), SUM_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
