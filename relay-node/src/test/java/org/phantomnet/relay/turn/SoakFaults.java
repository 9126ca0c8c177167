package org.phantomnet.relay.turn;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What goes wrong around a soak's relay while clients churn: nothing can be written, or the clock
 * jumps. One thread drives it; clients ask it, whether a refusal has a reason.
 */
final class SoakFaults {
  private static final int MOST_BEHIND_MINUTES = 120;
  private static final int MOST_AHEAD_MINUTES = 300;

  final SoakGround ground;
  final SoakClock clock;
  final SoakTokens tokens;
  private final Random random;
  private volatile boolean storeFails;
  private volatile int storeFaults;
  private int fullDisks;
  private int refusedWrites;

  SoakFaults(SoakGround ground, SoakClock clock, SoakTokens tokens, Random random) {
    this.ground = ground;
    this.clock = clock;
    this.tokens = tokens;
    this.random = random;
  }

  /** A place in time: whether something went wrong since is asked with {@link #since}. */
  record Mark(int storeFaults, boolean storeFails, int jumps, boolean setting) {}

  Mark mark() {
    return new Mark(storeFaults, storeFails, clock.jumps(), clock.isSetting());
  }

  /** Whether a token may have been refused for want of a place to write, since that mark. */
  boolean storeFailedSince(Mark mark) {
    return mark.storeFails() || storeFaults != mark.storeFaults();
  }

  /** Whether a credential made at that mark may be out of its time. */
  boolean clockJumpedSince(Mark mark) {
    return mark.setting() || clock.isSetting() || clock.jumps() != mark.jumps();
  }

  /** Goes through a round of churn: a fifth of it without room, a jump back or ahead after it. */
  void round(SoakRelay relay, Duration time) throws IOException, InterruptedException {
    Duration fifth = time.dividedBy(5);
    pass(fifth);
    boolean full = ground.isDisk() && random.nextBoolean() | fullDisks == 0;
    storeFails = true;
    storeFaults++;
    if (full) {
      fullDisks++;
      ground.fill();
    } else {
      refusedWrites++;
      SoakGround.refuseWrites(relay.pid(), true);
    }
    pass(fifth);
    if (full) {
      ground.empty();
    } else {
      SoakGround.refuseWrites(relay.pid(), false);
    }
    storeFaults++;
    storeFails = false;
    pass(fifth);
    clock.set(
        Duration.ofMinutes(
            random.nextInt(MOST_AHEAD_MINUTES + MOST_BEHIND_MINUTES) - MOST_BEHIND_MINUTES));
    pass(fifth.multipliedBy(2));
  }

  /** Time is what is waited for, not another thread. */
  static void pass(Duration time) throws InterruptedException {
    boolean unused = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public String toString() {
    return (ground.isDisk() ? fullDisks + " times a full disk" : "no full disk (needs root)")
        + ", "
        + refusedWrites
        + " times writes refused, "
        + (clock.canJump() ? clock.jumps() + " clock jumps" : "no clock jumps (no C compiler)");
  }
}
