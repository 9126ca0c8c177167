package org.phantomnet.desktop.chat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.protocol.id.UserAddress;

/** What came of the linking that was begun here. Thread-safe. */
final class LinkWait implements Client.Listener {
  private Optional<UserAddress> self = Optional.empty();
  private Optional<Failure> failure = Optional.empty();

  /** Before a code is made. */
  synchronized void begin() {
    failure = Optional.empty();
  }

  @Override
  public synchronized void linkedHere(UserAddress account) {
    self = Optional.of(account);
    notifyAll();
  }

  @Override
  public synchronized void linkingFailed(Failure why) {
    failure = Optional.of(why);
    notifyAll();
  }

  /**
   * @return whether something came of it in time
   */
  synchronized boolean await(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (self.isEmpty() && failure.isEmpty()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** The account that this is a device of now. */
  synchronized Optional<UserAddress> self() {
    return self;
  }

  synchronized Optional<Failure> failure() {
    return failure;
  }
}
