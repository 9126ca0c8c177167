package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.TestClock;
import org.phantomnet.relay.admission.TrafficMonth;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counts;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.metrics.NodeFigures;

/** A month's traffic: counted, kept, and spent. */
class TrafficTest {
  private static final Instant NOVEMBER = Instant.parse("2026-11-30T23:59:00Z");
  private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
  private static final String CONFIG =
      """
      data = "data"
      roles = ["turn"]
      test-estate = true

      [turn]
      udp = ["127.0.0.1:0"]
      relayed = ["127.0.0.1"]
      min-port = 20000
      max-port = 29999
      realm = "node.test"

      [limits]
      monthly-traffic = "1 GB"

      [drain]
      seconds = 1
      """;

  @TempDir Path directory = Path.of(".");

  private Path record() {
    return directory.resolve("traffic.txt");
  }

  @Test
  @Covers("TURN-44")
  void sums_areKeptOverRestarts_andByMonthOfUtc() throws Exception {
    TrafficMonth first = TrafficMonth.open(record());
    first.count(1_000, NOVEMBER);
    first.save(NOVEMBER);
    first.count(5_000, NOVEMBER); // killed before the next minute

    TrafficMonth second = TrafficMonth.open(record());
    assertEquals(1_000, second.sent(NOVEMBER));
    second.count(300, NOVEMBER);
    second.count(700, DECEMBER);
    second.save(DECEMBER);

    TrafficMonth third = TrafficMonth.open(record());
    assertEquals(1_300, third.sent(NOVEMBER));
    assertEquals(400, third.sent(DECEMBER));
  }

  @Test
  @Covers("TURN-44")
  @Adversary("ADV-49")
  void clockThatJumps_losesNothingOfThisMonth_andTheFileStaysSmall() throws Exception {
    TrafficMonth month = TrafficMonth.open(record());
    month.count(1_000, NOVEMBER);
    for (int i = 1; i < 200; i++) {
      month.count(1_000 + i, NOVEMBER.plus(Duration.ofDays(31L * i)));
    }
    month.count(1_250, Instant.EPOCH);
    month.count(1_500, NOVEMBER);
    month.save(NOVEMBER);

    assertEquals(1_250, TrafficMonth.open(record()).sent(NOVEMBER));
    assertTrue(Files.size(record()) < 1_000, "months without end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "2026-13 5\n",
        "2026-11 -5\n",
        "2026-11 5\nrest",
        "2026-11 99999999999999999999\n"
      })
  @Covers("TURN-44")
  void recordThatIsNone_isAnError_notZero(String text) throws Exception {
    Files.writeString(record(), text);

    assertThrows(IOException.class, () -> TrafficMonth.open(record()));
  }

  @Test
  @Covers("TURN-44")
  void diskThatIsFull_leavesTheOldRecord() throws Exception {
    TrafficMonth month = TrafficMonth.open(record());
    month.count(1_000, NOVEMBER);
    month.save(NOVEMBER);
    Files.createDirectory(directory.resolve("traffic.txt.new")); // stands in the way
    month.count(2_000, NOVEMBER);

    assertThrows(IOException.class, () -> month.save(NOVEMBER));

    assertEquals(1_000, TrafficMonth.open(record()).sent(NOVEMBER));
    assertEquals(2_000, month.sent(NOVEMBER));
  }

  private NodeConfig config() throws Exception {
    Path file = directory.resolve("relay.toml");
    Files.writeString(file, CONFIG);
    return NodeConfig.read(file);
  }

  private void alreadySent(Instant now, long bytes) throws IOException {
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(
        directory.resolve("data/traffic.txt"),
        YearMonth.from(now.atOffset(ZoneOffset.UTC)) + " " + bytes + "\n");
  }

  private static int allocate(RelayNode node, Path data) throws IOException {
    try (Caller caller = caller(node, data)) {
      return caller.allocate();
    }
  }

  private static Caller caller(RelayNode node, Path data) throws IOException {
    String text = String.valueOf(node.ready().get("turnUdp"));
    InetSocketAddress address =
        new InetSocketAddress(
            "127.0.0.1", Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)));
    return new Caller(data, address);
  }

  @Test
  @Covers("TURN-43")
  @Adversary("ADV-43")
  void spentMonth_closesTheNode_alsoAfterARestart_andTheNextOpensIt() throws Exception {
    TestClock clock = new TestClock(Clock.systemUTC().instant());
    alreadySent(clock.instant(), 1_000_000_000);
    Path data = directory.resolve("data");
    try (RelayNode node = RelayNode.start(config(), clock, new SystemRandom())) {
      assertEquals(508, allocate(node, data));
    }
    clock.advance(Duration.ofDays(32));
    try (RelayNode node = RelayNode.start(config(), clock, new SystemRandom())) {
      assertEquals(0, allocate(node, data));
    }
  }

  @Test
  @Covers({"TURN-43", "NODE-4"})
  void higherBound_opensARunningNode_andALowerOneEndsItsCallsAfterTheDrain() throws Exception {
    Clock clock = Clock.systemUTC();
    alreadySent(clock.instant(), 1_000_000_000);
    Path file = directory.resolve("relay.toml");
    Path data = directory.resolve("data");
    try (RelayNode node = RelayNode.start(config(), clock, new SystemRandom())) {
      Files.writeString(file, CONFIG.replace("1 GB", "1.5 GB"));
      node.reload(NodeConfig.read(file));
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      int answer;
      try (Caller caller = caller(node, data)) {
        do {
          answer = caller.allocate(); // until the watch has looked
        } while (answer != 0 && System.nanoTime() < deadline);
      }
      assertEquals(0, answer);
      assertEquals(1, node.liveAllocations());

      node.reload(config());
      while (node.liveAllocations() > 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertEquals(0, node.liveAllocations());
      assertEquals(508, allocate(node, data));
    }
  }

  /** The right time, but the first time the watch's own thread asks: as an own bug there. */
  private static final class FaultyClock extends Clock {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      if (Thread.currentThread().getName().equals("relay-traffic")
          && asked.getAndIncrement() == 0) {
        throw new IllegalStateException("own bug");
      }
      return Clock.systemUTC().instant();
    }
  }

  @Test
  @Covers("TURN-43")
  void watch_thatFailedOnce_looksAgain_andOpensTheNode() throws Exception {
    FaultyClock clock = new FaultyClock();
    alreadySent(clock.instant(), 1_000_000_000);
    Path file = directory.resolve("relay.toml");
    try (RelayNode node = RelayNode.start(config(), clock, new SystemRandom())) {
      Files.writeString(file, CONFIG.replace("1 GB", "1.5 GB"));
      node.reload(NodeConfig.read(file));

      int answer;
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      try (Caller caller = caller(node, directory.resolve("data"))) {
        do {
          answer = caller.allocate(); // until the watch has looked
        } while (answer != 0 && System.nanoTime() < deadline);
      }

      assertEquals(0, answer);
      assertTrue(clock.asked.get() > 1);
    }
  }

  @Test
  @Covers("TURN-44")
  void recordThatCannotBeRead_stopsTheStart_andSaysWhatToDo() throws Exception {
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("data/traffic.txt"), "nonsense");
    NodeConfig config = config();

    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> RelayNode.start(config, Clock.systemUTC(), new SystemRandom()).close());

    assertTrue(String.valueOf(refused.getMessage()).contains("traffic.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 TB", "1.5TiB", "500 GB", "1 B", "3 PB", "7 kB"})
  void amounts_areRead(String text) throws Exception {
    Path file = directory.resolve("relay.toml");
    Files.writeString(file, CONFIG.replace("1 GB", text));

    long bytes = NodeConfig.read(file).turn().orElseThrow().limits().monthlyBytes();

    Map<String, Long> expected =
        Map.of(
            "2 TB", 2_000_000_000_000L,
            "1.5TiB", 3L << 39,
            "500 GB", 500_000_000_000L,
            "1 B", 1L,
            "3 PB", 3_000_000_000_000_000L,
            "7 kB", 7_000L);
    assertEquals(expected.get(text), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "TB", "-1 GB", "0 GB", "1e3 GB", "2 tb", "1 EB", "1 GB "})
  @Covers("NODE-1")
  void amountsOfAnotherForm_areRefused(String text) throws Exception {
    Path file = directory.resolve("relay.toml");
    Files.writeString(file, CONFIG.replace("1 GB", text));

    ConfigException refused = assertThrows(ConfigException.class, () -> NodeConfig.read(file));

    assertTrue(String.valueOf(refused.getMessage()).contains("limits.monthly-traffic"));
  }

  @Test
  @Covers("TURN-45")
  void warning_isFromFourFifthsOn_andNeverWithoutABound() {
    assertFalse(figures(79, 100).monthWarns());
    assertTrue(figures(80, 100).monthWarns());
    assertFalse(figures(Long.MAX_VALUE, TurnLimits.ANY_TRAFFIC).monthWarns());
  }

  private static NodeFigures figures(long sent, long most) {
    return new NodeFigures(
        Counts.of(List.of()), 0, 1, false, NOVEMBER, OptionalLong.empty(), sent, most);
  }
}
