package org.phantomnet.desktop.platform;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.port.LocalNetworks;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.MovableClock;

class RouteWatchTest {
  private static final Bytes WIFI = Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 10});
  private static final Bytes MOBILE = Bytes.copyOf(new byte[] {(byte) 198, 51, 100, 10});

  private volatile List<Bytes> addresses = List.of(WIFI);
  private final MovableClock clock = new MovableClock(Instant.EPOCH);
  private final RouteWatch watch = new RouteWatch(() -> addresses, clock, () -> false);

  private boolean lookAfter(Duration pause) {
    clock.advance(pause);
    return watch.look();
  }

  @Test
  @Covers("ENG-86")
  @Adversary("ADV-39")
  void anotherRoute_noRoute_andARouteAgain_areChanges_theSameIsNone() {
    assertFalse(watch.look());
    assertFalse(lookAfter(RouteWatch.PAUSE));

    addresses = List.of(MOBILE);
    assertTrue(lookAfter(RouteWatch.PAUSE));
    assertFalse(lookAfter(RouteWatch.PAUSE));
    addresses = List.of();
    assertTrue(lookAfter(RouteWatch.PAUSE));
    assertFalse(lookAfter(RouteWatch.PAUSE));
    addresses = List.of(MOBILE, WIFI);
    assertTrue(lookAfter(RouteWatch.PAUSE));
  }

  @Test
  @Covers("ENG-87")
  @Adversary("ADV-39")
  void wakingUp_isAChange_aBusyMachineIsNot() {
    watch.look();

    assertFalse(lookAfter(RouteWatch.PAUSE.plus(RouteWatch.SLEPT)));
    assertTrue(lookAfter(RouteWatch.PAUSE.plus(RouteWatch.SLEPT).plusMillis(1)));
    assertFalse(lookAfter(RouteWatch.PAUSE));
  }

  @Test
  void watchers_areTold_andNotAfterTheyClosed() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(2);
    RouteWatch real =
        new RouteWatch(
            () -> {
              looked.countDown();
              return looked.getCount() == 0 ? List.of(MOBILE) : List.of(WIFI);
            },
            Clock.systemUTC(),
            () -> false);
    LocalNetworks.Watch closed =
        real.add(
            () -> {
              throw new AssertionError("closed");
            });

    LocalNetworks.Watch open = real.add(first::countDown);
    closed.close();

    assertTrue(first.await(10, TimeUnit.SECONDS));
    open.close();
  }

  @Test
  @Covers("ENG-86")
  @Adversary("ADV-39")
  void call_isWhatItIsInAHurryFor() throws Exception {
    CountDownLatch looks = new CountDownLatch(20);
    RouteWatch real =
        new RouteWatch(
            () -> {
              looks.countDown();
              return List.of(WIFI);
            },
            Clock.systemUTC(),
            () -> true);

    long began = System.nanoTime();
    try (LocalNetworks.Watch open = real.add(() -> {})) {
      assertTrue(looks.await(10, TimeUnit.SECONDS));
    }

    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertTrue(took.compareTo(RouteWatch.PAUSE_IN_CALL.multipliedBy(19)) >= 0, took::toString);
    assertTrue(took.compareTo(RouteWatch.PAUSE.multipliedBy(19)) < 0, took::toString);
  }
}
