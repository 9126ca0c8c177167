package org.phantomnet.relay.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.DirectoryPaths;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.PinnedServer;
import org.phantomnet.relay.https.TlsIdentity;

/** A directory that mirrors others over loopback TLS: good ones, dead ones and liars. */
class ListMirrorTest {
  private static final RandomSource RANDOM = new SystemRandom();
  private static final Duration WITHIN = Duration.ofSeconds(3);

  @TempDir Path directory;
  private final Clock clock = Clock.systemUTC();
  private final TestEstate estate = TestEstate.create(3, 2, RANDOM);
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private int servers;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : toClose) {
      one.close();
    }
    estate.close();
  }

  private RelayListVerifier verifier() {
    return new RelayListVerifier(estate.authorities(), estate.threshold(), clock, true);
  }

  private Bytes list(long version) {
    return estate.sign(version, List.of(), false, Duration.ofDays(1), clock).encode();
  }

  private PublishedList own() {
    return new PublishedList(directory.resolve("own.list"), verifier());
  }

  private PinnedServer serves(Bytes answer) throws Exception {
    return serves(() -> answer);
  }

  private PinnedServer serves(Supplier<Bytes> answer) throws Exception {
    Path folder = directory.resolve("server" + servers++);
    TlsIdentity tls = TlsIdentity.readOrCreate(folder.resolve("tls.pem"), clock);
    HttpsServer server = new HttpsServer(tls, clock);
    server.get(DirectoryPaths.LIST, server.worker("directory"), request -> answer.get());
    toClose.add(server);
    int port = server.listen(new InetSocketAddress("127.0.0.1", 0));
    return new PinnedServer("127.0.0.1", port, tls.pin());
  }

  /** Takes connections and says nothing on them, not even TLS. */
  private PinnedServer silent() throws Exception {
    ServerSocket socket = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
    toClose.add(socket);
    return new PinnedServer("127.0.0.1", socket.getLocalPort(), RANDOM.bytes(32));
  }

  private ListMirror.Round round(PublishedList own, PinnedServer... mirrors) {
    try (ListMirror mirror =
        new ListMirror(own, List.of(mirrors), RANDOM, WITHIN, ListMirror.LEAST, ListMirror.MOST)) {
      return mirror.round();
    }
  }

  @Test
  @Covers({"DIR-20", "DIR-21"})
  void newerList_isTakenOver_olderAndSameAreNot() throws Exception {
    PublishedList own = own();

    assertEquals(new ListMirror.Round(1, 0, 0, 0), round(own, serves(list(5))));
    assertEquals(new ListMirror.Round(0, 1, 0, 0), round(own, serves(list(5))));
    assertEquals(new ListMirror.Round(0, 0, 1, 0), round(own, serves(list(4))));

    assertEquals(5, own.version());
  }

  @Test
  @Covers({"DIR-20", "DIR-21"})
  void lyingAndDeadMirrors_changeNothing_aGoodOneBesideThemCounts() throws Exception {
    PublishedList own = own();
    assertTrue(own.offer(list(5)));
    byte[] before = Files.readAllBytes(directory.resolve("own.list"));
    TestEstate others = TestEstate.create(3, 2, RANDOM);
    Bytes foreign = others.sign(9, List.of(), false, Duration.ofDays(1), clock).encode();
    others.close();
    Bytes huge = Bytes.copyOf(new byte[ListMirror.MAX_ANSWER + 1]);
    PinnedServer good = serves(list(6));
    PinnedServer[] liars = {
      serves(list(4)),
      serves(foreign),
      serves(Bytes.copyOf(new byte[100])),
      serves(Bytes.EMPTY),
      serves(huge),
      silent(),
      new PinnedServer("127.0.0.1", 1, good.pin()),
      new PinnedServer(good.host(), good.port(), RANDOM.bytes(32)),
    };

    assertEquals(new ListMirror.Round(0, 0, 4, 4), round(own, liars));

    assertEquals(
        Bytes.copyOf(before), Bytes.copyOf(Files.readAllBytes(directory.resolve("own.list"))));
    List<PinnedServer> all = new ArrayList<>(List.of(liars));
    all.add(good);
    assertEquals(new ListMirror.Round(1, 0, 4, 4), round(own, all.toArray(PinnedServer[]::new)));
    assertEquals(6, own.version());
  }

  /** An own bug with one list must not be the end of all others. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers("DIR-21")
  void rounds_goOn_whenANewListMakesItsReaderFail(boolean error) throws Exception {
    AtomicLong version = new AtomicLong();
    PinnedServer server = serves(() -> list(version.incrementAndGet()));
    CountDownLatch told = new CountDownLatch(3);
    try (ListMirror mirror =
        new ListMirror(
            own(), List.of(server), RANDOM, WITHIN, Duration.ofMillis(1), Duration.ofMillis(2))) {
      mirror.start(
          () -> {
            told.countDown();
            if (error) {
              throw new AssertionError("own bug");
            }
            throw new IllegalStateException("own bug");
          });

      assertTrue(told.await(30, TimeUnit.SECONDS), "no round after the fault");
    }
  }

  @Test
  @Covers("DIR-21")
  void pause_isRandomBetween10And30Minutes() {
    try (ListMirror mirror = new ListMirror(own(), List.of(), RANDOM)) {
      for (int i = 0; i < 100; i++) {
        Duration pause = mirror.pause();
        assertTrue(pause.compareTo(ListMirror.LEAST) >= 0 && pause.compareTo(ListMirror.MOST) < 0);
      }
    }
  }
}
