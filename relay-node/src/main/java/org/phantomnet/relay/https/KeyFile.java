package org.phantomnet.relay.https;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.function.Supplier;

/**
 * Files with secrets of a node: only their owner may read them, and they are there whole or not at
 * all.
 */
public final class KeyFile {
  private KeyFile() {}

  /**
   * The file's content; made by {@code fresh}, and durable, if there is no such file yet. The
   * caller wipes the array.
   */
  public static byte[] readOrCreate(Path file, Supplier<byte[]> fresh) throws IOException {
    if (Files.exists(file)) {
      return Files.readAllBytes(file);
    }
    byte[] content = fresh.get();
    write(file, content);
    return content;
  }

  /** Replaces the file atomically. */
  public static void write(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path temporary =
        Files.createTempFile(
            directory,
            ".new",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] copy = content.clone();
    try (FileChannel channel = FileChannel.open(temporary, EnumSet.of(StandardOpenOption.WRITE))) {
      java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(copy);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
