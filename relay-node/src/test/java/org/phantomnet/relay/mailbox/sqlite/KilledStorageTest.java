package org.phantomnet.relay.mailbox.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.relay.mailbox.storage.StorageBed;
import org.phantomnet.relay.mailbox.storage.StoredQueues;

/** A process that writes, killed without warning. */
class KilledStorageTest {
  private static final int[] KILLED_AFTER = {1, 40, 15};

  @TempDir Path directory;

  /** Queues two envelopes a transaction for ever, and says so after each. */
  public static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
      try (SqliteStorage storage = SqliteStorage.open(Path.of(arguments[0]))) {
        for (int number = Integer.parseInt(arguments[1]); ; number++) {
          int pair = number;
          storage.transact(
              content -> {
                add(content.queues(), 2 * pair);
                add(content.queues(), 2 * pair + 1);
                return content;
              });
          out.println(number);
        }
      }
    }

    private static void add(StoredQueues queues, int number) throws Exception {
      queues.add(StorageBed.BOB, 1, StorageBed.envelope(number), StorageBed.SMALL, StorageBed.NOON);
    }
  }

  private Process writer(Path file, int from) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Writer.class.getName(),
            file.toString(),
            Integer.toString(from))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void killed_keepsEveryPairThatItAnswered_andNoHalfOne() throws Exception {
    Path file = directory.resolve("mailbox.db");
    int answered = -1;
    for (int more : KILLED_AFTER) {
      Process process = writer(file, answered + 1);
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
        for (int i = 0; i < more; i++) {
          answered = Integer.parseInt(lines.readLine());
        }
        process.toHandle().destroyForcibly(); // what it said before stays readable
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          answered = Integer.parseInt(line);
        }
      }
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));

      try (SqliteStorage storage = SqliteStorage.open(file)) {
        List<UUID> kept =
            storage
                .transact(content -> content.queues().next(StorageBed.BOB, 1, 0, 100_000))
                .stream()
                .map(StoredQueues.Waiting::envelopeId)
                .toList();
        assertEquals(0, kept.size() % 2);
        assertTrue(kept.size() >= 2 * (answered + 1), kept.size() + " of " + answered);
        for (int number = 0; number < kept.size(); number++) {
          assertEquals(StorageBed.envelope(number), kept.get(number));
        }
        answered = kept.size() / 2 - 1;
      }
    }
  }
}
