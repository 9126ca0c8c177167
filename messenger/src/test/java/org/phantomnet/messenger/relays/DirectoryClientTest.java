package org.phantomnet.messenger.relays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.relays.DirectoryClient.Refresh;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.MovableClock;

/** The directory client against a real directory over loopback TLS. */
class DirectoryClientTest {
  @TempDir Path directory;
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final ManualTimers timers = new ManualTimers();
  private final MemoryStore store = new MemoryStore();
  private LiveDirectory server;

  @BeforeEach
  void start() throws Exception {
    server = new LiveDirectory(directory, clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DirectoryClient client(Estate estate) {
    return DirectoryClient.open(
        estate,
        store.lists,
        store.guards,
        new GuardChooser(clock, LiveDirectory.RANDOM),
        timers,
        clock,
        LiveDirectory.RANDOM);
  }

  private DirectoryClient client() {
    return client(server.estate(true));
  }

  private static List<Bytes> ids(List<ListedRelay> relays) {
    return relays.stream().map(ListedRelay::relayId).toList();
  }

  @Test
  void refresh_servedList_givesGuardsAndRelays() throws Exception {
    server.publish(5, "first", "second");
    try (DirectoryClient client = client()) {

      assertEquals(Refresh.UPDATED, client.refresh());

      assertEquals(2, client.guards().size());
      assertTrue(client.find(server.issuingRelay()).isPresent());
      assertFalse(client.singleFamilyAllowed());
      assertEquals(Refresh.UNCHANGED, client.refresh());
    }
  }

  @Test
  @Covers("DIR-12")
  void open_afterARestart_hasTheKeptListAndGuardsWithoutANetwork() throws Exception {
    server.publish(5, "first", "second");
    List<Bytes> guards;
    try (DirectoryClient client = client()) {
      client.refresh();
      guards = ids(client.guards());
    }
    server.close();

    try (DirectoryClient restarted = client()) {

      assertEquals(guards, ids(restarted.guards()));
      assertEquals(Refresh.UNREACHABLE, restarted.refresh());
      assertEquals(guards, ids(restarted.guards()));
    }
  }

  @Test
  @Covers("DIR-4")
  void refresh_olderList_isRefusedAlsoAfterARestartAndAnExpiry() throws Exception {
    server.publish(5, "first", "second");
    try (DirectoryClient client = client()) {
      client.refresh();
    }
    clock.advance(Duration.ofDays(2));
    server.publish(4, "first", "second");

    try (DirectoryClient restarted = client()) {

      assertEquals(List.of(), restarted.guards());
      assertEquals(Refresh.REFUSED, restarted.refresh());
      assertEquals("ROLLED_BACK", restarted.lastRefusal().orElseThrow().getMessage());
    }
  }

  @Test
  void refresh_anotherListOfTheSameVersion_changesNothing() throws Exception {
    server.publish(5, "first", "second");
    try (DirectoryClient client = client()) {
      client.refresh();
      List<Bytes> before = ids(client.guards());
      server.publish(5, "third", "fourth", "fifth");

      assertEquals(Refresh.UNCHANGED, client.refresh());

      assertEquals(before, ids(client.guards()));
    }
  }

  @Test
  @Covers("DIR-6")
  void refresh_testEstateWithoutTheFlag_isRefused() throws Exception {
    server.publish(5, "first", "second");
    try (DirectoryClient client = client(server.estate(false))) {

      assertEquals(Refresh.REFUSED, client.refresh());

      assertEquals("TEST_ESTATE", client.lastRefusal().orElseThrow().getMessage());
      assertEquals(List.of(), client.guards());
    }
  }

  @Test
  void refresh_garbage_isRefusedAndTheOldListStays() throws Exception {
    server.publish(5, "first", "second");
    try (DirectoryClient client = client()) {
      client.refresh();
      server.publishRaw(Bytes.copyOf(new byte[100]));

      assertEquals(Refresh.REFUSED, client.refresh());

      assertEquals(2, client.guards().size());
    }
  }

  @Test
  void refresh_serverWithAnotherKey_isAPinMismatch() throws Exception {
    Estate real = server.estate(true);
    Estate wrong =
        new Estate(
            List.of(
                new Estate.Directory(
                    real.directories().get(0).server(), LiveDirectory.RANDOM.bytes(32))),
            real.authorities(),
            real.threshold(),
            true);
    try (DirectoryClient client = client(wrong)) {

      assertEquals(Refresh.PIN_MISMATCH, client.refresh());
    }
  }

  @Test
  @Covers("DIR-13")
  void refresh_oneDirectoryDown_asksTheOther() throws Exception {
    server.publish(5, "first", "second");
    Estate real = server.estate(true);
    Estate two =
        new Estate(
            List.of(
                new Estate.Directory("127.0.0.1:1", LiveDirectory.RANDOM.bytes(32)),
                real.directories().get(0)),
            real.authorities(),
            real.threshold(),
            true);
    try (DirectoryClient client = client(two)) {

      assertEquals(Refresh.UPDATED, client.refresh());
    }
  }

  /** Whatever the order in which it asks them: one is down, the others lie, one is honest. */
  @Test
  @Covers({"DIR-3", "DIR-4", "DIR-13"})
  void refresh_oneDirectoryDownAndOthersLying_takesTheHonestOnesList() throws Exception {
    server.publish(5, "first", "second");
    Estate real = server.estate(true);
    try (LiveDirectory stranger = new LiveDirectory(directory.resolve("stranger"), clock);
        LiveDirectory garbage = new LiveDirectory(directory.resolve("garbage"), clock);
        LiveDirectory huge = new LiveDirectory(directory.resolve("huge"), clock);
        LiveDirectory old = new LiveDirectory(directory.resolve("old"), clock)) {
      stranger.publish(9, "third", "fourth"); // signed, but not by these authorities
      garbage.publishRaw(Bytes.copyOf(new byte[100]));
      huge.publishRaw(Bytes.copyOf(new byte[5 << 20]));
      old.publishRaw(server.published());
      server.publish(6, "first", "second", "third");
      List<Estate.Directory> asked =
          List.of(
              new Estate.Directory("127.0.0.1:1", LiveDirectory.RANDOM.bytes(32)),
              stranger.estate(true).directories().get(0),
              garbage.estate(true).directories().get(0),
              huge.estate(true).directories().get(0),
              real.directories().get(0));
      Estate estate = new Estate(asked, real.authorities(), real.threshold(), true);
      try (DirectoryClient client = client(estate)) {
        for (int i = 0; i < 5; i++) {
          Refresh result = client.refresh();
          assertTrue(result == Refresh.UPDATED || result == Refresh.UNCHANGED);
          assertEquals(3, client.listed().size());
        }
      }
      Estate rolledBack =
          new Estate(
              List.of(asked.get(0), old.estate(true).directories().get(0)),
              real.authorities(),
              real.threshold(),
              true);
      try (DirectoryClient client = client(rolledBack)) {

        assertEquals(Refresh.REFUSED, client.refresh());

        assertEquals("ROLLED_BACK", client.lastRefusal().orElseThrow().getMessage());
        assertEquals(3, client.listed().size());
      }
    }
  }

  @Test
  void list_onceExpired_countsNoMore() throws Exception {
    server.publish(5, "first", "second");
    try (DirectoryClient client = client()) {
      client.refresh();

      clock.advance(Duration.ofDays(1));

      assertEquals(List.of(), client.guards());
      assertTrue(client.find(server.issuingRelay()).isEmpty());
    }
  }

  @Test
  @Covers("DIR-13")
  void start_refreshesAtOnceAndThenIn4To8Hours() throws Exception {
    server.publish(5, "first", "second");
    try (DirectoryClient client = client()) {
      client.start();
      ManualTimers.Planned first = timers.next();
      assertEquals(Duration.ZERO, first.delay());

      first.task().run();
      Duration pause = timers.next().delay();

      assertEquals(2, client.guards().size());
      assertTrue(
          pause.compareTo(Duration.ofHours(4)) >= 0 && pause.compareTo(Duration.ofHours(8)) <= 0);
    }
  }
}
