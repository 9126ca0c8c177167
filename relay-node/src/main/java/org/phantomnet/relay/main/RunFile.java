package org.phantomnet.relay.main;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.main.config.ConfigException;

/**
 * Says that a node runs: a file in its data directory, locked as long as the process lives, with
 * its number. The kernel drops the lock however the process ends, so the file may stay. Lives from
 * {@link #hold} to {@link #close}.
 */
final class RunFile implements AutoCloseable {
  private static final String NAME = "node.run";
  private static final int MOST_BYTES = 32;

  private final FileChannel file;

  private RunFile(FileChannel file) {
    this.file = file;
  }

  /**
   * Locks the file of that data directory, which is made if it is not there.
   *
   * @throws ConfigException if another node has it: says which
   * @throws IOException if the file cannot be written
   */
  @Rule("NODE-7")
  static RunFile require(Path data) throws IOException, ConfigException {
    NodeKeys.directory(data);
    Optional<RunFile> held = hold(data);
    if (!held.isPresent()) {
      OptionalLong process = process(data);
      throw new ConfigException(
          "data "
              + data
              + " is another node's that runs now"
              + (process.isPresent() ? " (process " + process.getAsLong() + ")" : "")
              + ": stop that one, or name another directory here. Two nodes with one key would"
              + " each take the tokens that the other has spent");
    }
    return held.get();
  }

  /**
   * Locks the file of that data directory. Empty if another process has it.
   *
   * @throws IOException if the file cannot be written
   */
  static Optional<RunFile> hold(Path data) throws IOException {
    FileChannel file =
        FileChannel.open(
            data.resolve(NAME),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean held = false;
    try {
      held = locked(file);
      if (!held) {
        return Optional.empty();
      }
      file.truncate(0);
      file.write(
          ByteBuffer.wrap(
              String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return Optional.of(new RunFile(file));
    } finally {
      if (!held) {
        file.close();
      }
    }
  }

  /** The process that runs the node of that data directory; empty if none does. */
  static OptionalLong process(Path data) {
    Path path = data.resolve(NAME);
    if (!Files.isRegularFile(path)) {
      return OptionalLong.empty();
    }
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (locked(file)) {
        return OptionalLong.empty();
      }
      ByteBuffer text = ByteBuffer.allocate(MOST_BYTES);
      file.read(text, 0);
      return OptionalLong.of(
          Long.parseLong(
              new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty(); // another user's: then nothing is known
    }
  }

  /** Whether this channel has the lock now. */
  private static boolean locked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this process has it
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
