package org.phantomnet.relay.https;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
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
      return read(file);
    }
    byte[] content = fresh.get();
    write(file, content);
    return content;
  }

  /** What reads a folder does not say which. */
  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(file.toString(), null, e.getMessage());
    }
  }

  /**
   * Replaces the file atomically.
   *
   * @throws IOException if it cannot be written: nothing has changed, and nothing is left behind
   */
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
    boolean moved = false;
    try (FileChannel channel = FileChannel.open(temporary, EnumSet.of(StandardOpenOption.WRITE))) {
      java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(copy);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      moved = true;
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(file.toString(), null, e.getMessage());
    } finally {
      Arrays.fill(copy, (byte) 0);
      if (!moved) {
        Files.deleteIfExists(temporary); // or a full disk fills with them
      }
    }
  }
}
