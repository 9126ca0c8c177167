package org.phantomnet.desktop.media;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A client of its own process that opens a session, says its child's process id, and waits to be
 * killed.
 */
final class LonelyClient {
  private LonelyClient() {}

  @SuppressWarnings("resource") // killed
  public static void main(String[] args) throws InterruptedException {
    Side side =
        new Side(new MemoryRelay(), 50_001)
            .open(new DesktopEngine(new Tone(440)), Optional.empty());
    Side.await(side.gathered);
    byte[] pid = (side.child().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    System.out.write(pid, 0, pid.length);
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
