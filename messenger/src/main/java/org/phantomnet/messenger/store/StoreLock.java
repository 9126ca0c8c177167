package org.phantomnet.messenger.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.phantomnet.protocol.rule.Rule;

/**
 * One process, and one store in it, per directory (STORE-3). The system releases the lock when the
 * process dies.
 */
final class StoreLock implements AutoCloseable {
  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  @Rule("STORE-3")
  static StoreLock take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock();
      taken = lock != null;
    } catch (OverlappingFileLockException e) {
      // Another store of this process.
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    if (!taken) {
      throw new StoreException(StoreException.Reason.IN_USE);
    }
    return new StoreLock(channel);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process.
    }
  }
}
