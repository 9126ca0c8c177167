package org.phantomnet.relay.turn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The wall clock of a soak's relay, which can be set while it runs: a small library in front of the
 * system's adds what a shared file says. Without a C compiler the clock stays right. Thread-safe.
 */
final class SoakClock {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <fcntl.h>
      #include <stdlib.h>
      #include <sys/mman.h>
      #include <sys/time.h>
      #include <time.h>
      #include <unistd.h>

      static volatile const long *ahead;

      __attribute__((constructor)) static void start(void) {
        const char *name = getenv("SOAK_CLOCK");
        int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
        void *at = file < 0 ? MAP_FAILED : mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
        if (at != MAP_FAILED) ahead = at;
        if (file >= 0) close(file);
      }

      int clock_gettime(clockid_t which, struct timespec *now) {
        static int (*real)(clockid_t, struct timespec *);
        if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
        int result = real(which, now);
        if (!result && which == CLOCK_REALTIME && ahead) now->tv_sec += *ahead;
        return result;
      }

      int gettimeofday(struct timeval *now, void *zone) {
        struct timespec read;
        (void)zone;
        if (clock_gettime(CLOCK_REALTIME, &read)) return -1;
        now->tv_sec = read.tv_sec;
        now->tv_usec = read.tv_nsec / 1000;
        return 0;
      }

      time_t time(time_t *to) {
        struct timespec read;
        clock_gettime(CLOCK_REALTIME, &read);
        if (to) *to = read.tv_sec;
        return read.tv_sec;
      }
      """;

  private final Path shared;
  private final Optional<Path> library;
  private volatile Duration ahead = Duration.ZERO;
  private volatile int jumps;
  private volatile boolean setting;

  private SoakClock(Path shared, Optional<Path> library) {
    this.shared = shared;
    this.library = library;
  }

  static SoakClock open(Path work) throws IOException, InterruptedException {
    Path shared = work.resolve("clock").toAbsolutePath();
    Files.write(shared, new byte[Long.BYTES]);
    Path source = Files.writeString(work.resolve("clock.c"), SOURCE);
    Path library = work.resolve("clock.so").toAbsolutePath();
    try {
      Process compiler =
          new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O1",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("clock.log").toFile())
              .start();
      boolean made = compiler.waitFor(60, TimeUnit.SECONDS) && compiler.exitValue() == 0;
      return new SoakClock(shared, made ? Optional.of(library) : Optional.empty());
    } catch (IOException e) {
      return new SoakClock(shared, Optional.empty()); // no compiler
    }
  }

  boolean canJump() {
    return library.isPresent();
  }

  /** What a relay's environment needs. */
  Map<String, String> environment() {
    return library
        .map(file -> Map.of("LD_PRELOAD", file.toString(), "SOAK_CLOCK", shared.toString()))
        .orElse(Map.of());
  }

  /** Sets the clock to be that far ahead of the true one; behind it if negative. */
  synchronized void set(Duration wanted) throws IOException {
    if (!canJump()) {
      return;
    }
    setting = true; // the relay may see it before this process does
    ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    seconds.putLong(wanted.toSeconds()).flip();
    try (FileChannel file = FileChannel.open(shared, StandardOpenOption.WRITE)) {
      file.write(seconds, 0);
    }
    ahead = wanted;
    jumps++;
    setting = false;
  }

  /** Whether it is being set at this moment. */
  boolean isSetting() {
    return setting;
  }

  int jumps() {
    return jumps;
  }

  /** The time that the relay reads. */
  Instant now() {
    return Clock.systemUTC().instant().plus(ahead);
  }
}
