package org.phantomnet.relay.net;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets the JVM's compilers run behind everything else in this process: the system takes a loop off
 * its processor for them otherwise, and its packets wait (docs/adr/0016). A thread that a compiler
 * starts later has its priority. Any thread; nothing is kept.
 */
public final class CompilerThreads {
  /** What a compiler is nicer by than the thread that asks for it. */
  private static final int BEHIND = 10;

  private static final int NICEST = 19;
  private static final int OF_A_THREAD = 0; // PRIO_PROCESS, which on Linux is one thread
  private static final int CALLER = 0;
  private static final Path THREADS = Path.of("/proc/self/task");

  private CompilerThreads() {}

  /**
   * Makes each compiler nicer than the calling thread; for good, as only the privileged can take
   * that back. Harmless if repeated. Does nothing where the system's calls cannot be had.
   *
   * @return how many are behind now
   */
  public static int giveWay() {
    if (!LinuxCalls.available()) {
      return 0;
    }
    int behind = Math.min(NICEST, LinuxCalls.getpriority(OF_A_THREAD, CALLER) + BEHIND);
    int done = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        if (isCompiler(thread)
            && giveWay(Integer.parseInt(thread.getFileName().toString()), behind)) {
          done++;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return done; // no /proc here
    }
    return done;
  }

  private static boolean giveWay(int thread, int behind) {
    return LinuxCalls.getpriority(OF_A_THREAD, thread) >= behind
        || LinuxCalls.setpriority(OF_A_THREAD, thread, behind) == 0;
  }

  /** Of a directory in {@link #THREADS}; names there are cut to 15 characters. */
  private static boolean isCompiler(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre.*\\s*");
    } catch (IOException e) {
      return false; // it ended meanwhile
    }
  }
}
