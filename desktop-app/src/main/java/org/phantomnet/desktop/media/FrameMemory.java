package org.phantomnet.desktop.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.protocol.rule.Rule;

/**
 * The two rings of pictures of one session, in a directory of its own on a file system that is in
 * memory: pictures of a call never reach a disk. Lives as long as the session; thread-safe where it
 * says so.
 */
public final class FrameMemory implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path directory;
  private final FrameRing toChild;
  private final FrameRing fromChild;

  private FrameMemory(Path directory, FrameRing toChild, FrameRing fromChild) {
    this.directory = directory;
    this.toChild = toChild;
    this.fromChild = fromChild;
  }

  /** Whether this system has memory that a child can share. */
  public static boolean exists() {
    return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY);
  }

  /**
   * Empty rings, for this user's eyes only.
   *
   * @throws IOException if there is no such memory, or it is full
   */
  @Rule("ENG-103")
  public static FrameMemory create() throws IOException {
    Path directory = Files.createTempDirectory(MEMORY, "phantom-frames-");
    try {
      return new FrameMemory(directory, ring(directory, "to"), ring(directory, "from"));
    } catch (IOException e) {
      remove(directory);
      throw e;
    }
  }

  private static FrameRing ring(Path directory, String name) throws IOException {
    return FrameRing.open(Files.createFile(directory.resolve(name)));
  }

  public String directory() {
    return directory.toString();
  }

  /** Pictures to send: the client writes. */
  FrameRing toChild() {
    return toChild;
  }

  /** Pictures that were decoded: the child writes, and may write anything. */
  public FrameRing fromChild() {
    return fromChild;
  }

  /** The child has both open: from now on only the two processes hold them. Any thread. */
  public void hide() {
    remove(directory);
  }

  private static void remove(Path directory) {
    for (Path path : new Path[] {directory.resolve("to"), directory.resolve("from"), directory}) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the other two all the same; memory is gone with the machine's next start at the latest
      }
    }
  }

  @Override
  public void close() {
    hide();
    toChild.close();
    fromChild.close();
  }
}
