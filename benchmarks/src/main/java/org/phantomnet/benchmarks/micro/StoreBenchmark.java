package org.phantomnet.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.Schema;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;

/**
 * One commit of the encrypted store, synced to the disk, with what sending one message writes: the
 * session's next state and the envelope in the outbox. The disk is the one of {@code
 * java.io.tmpdir}.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class StoreBenchmark {
  /** As large as a session becomes (5 KB), and as an envelope with an offer is. */
  private static final int SESSION = 5_000;

  private static final int ENVELOPE = 2_600;
  private static final String ACCOUNT = new UUID(0, 7).toString();

  private final RandomSource random = new SystemRandom();
  private final Path directory;
  private final SqlStore store;
  private final byte[] session = random.bytes(SESSION).toByteArray();
  private final byte[] envelope = random.bytes(ENVELOPE).toByteArray();

  public StoreBenchmark() {
    try {
      directory = Files.createTempDirectory("phantom-bench-");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    store =
        JdbcSqlStore.factory(random, PassphraseCost.INSECURE_FOR_TESTS)
            .open(directory, "benchmark".toCharArray());
    Schema.migrate(store);
  }

  /** The outbox is emptied now and then, as sending does. */
  @Setup(Level.Iteration)
  public void empty() {
    store.inTransaction(sql -> sql.update("DELETE FROM outbox"));
    store.scrub();
  }

  @TearDown
  public void remove() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  public long commit() {
    return store.inTransaction(
        sql -> {
          sql.update(
              "INSERT OR REPLACE INTO sessions(account, device, registration_id, record)"
                  + " VALUES(?, ?, ?, ?)",
              SqlValue.of(ACCOUNT),
              SqlValue.of(1),
              SqlValue.of(2002),
              SqlValue.of(session));
          return sql.insert(
              "INSERT INTO outbox(address, account, device, registration_id, envelope_id,"
                  + " content_id, sealed, created_at, stale_after_millis)"
                  + " VALUES(?, ?, ?, ?, ?, NULL, ?, ?, ?)",
              SqlValue.of(Handshake.BOB.text()),
              SqlValue.of(ACCOUNT),
              SqlValue.of(1),
              SqlValue.of(2002),
              SqlValue.of(UUID.randomUUID().toString()),
              SqlValue.of(envelope),
              SqlValue.of(Instant.now()),
              SqlValue.of(60_000));
        });
  }
}
