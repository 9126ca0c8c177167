package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.phantomnet.messenger.mailbox.Mailbox.ConnectionState;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;

/** Keeps what arrives until a test asks for it. */
final class RecordingReceiver implements Mailbox.Receiver {
  private static final int SECONDS = 10;

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();

  private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();

  record Arrival(QueuedEnvelope envelope, Runnable acknowledge) {}

  @Override
  public void received(QueuedEnvelope envelope, Runnable acknowledge) {
    Runnable remembering =
        () -> {
          acknowledged.add(envelope.id());
          acknowledge.run();
        };
    arrivals.add(new Arrival(envelope, remembering));
  }

  @Override
  public void state(ConnectionState state) {
    states.add(state);
  }

  Arrival next() throws InterruptedException {
    Arrival arrival = arrivals.poll(SECONDS, TimeUnit.SECONDS);
    assertNotNull(arrival, "an envelope");
    return arrival;
  }

  /**
   * The next new envelope holds that text; repeats of acknowledged ones may come first (delivery is
   * at least once).
   */
  void expectText(String text) throws InterruptedException {
    Arrival arrival = next();
    while (acknowledged.contains(arrival.envelope().id())) {
      arrival.acknowledge().run();
      arrival = next();
    }
    assertEquals(TestDevice.text(text), arrival.envelope().sealed());
    arrival.acknowledge().run();
  }

  int waiting() {
    return arrivals.size();
  }

  /** Waits until that state was reported, passing over others. */
  void await(ConnectionState wanted) throws InterruptedException {
    ConnectionState state;
    do {
      state = states.poll(SECONDS, TimeUnit.SECONDS);
      assertNotNull(state, wanted.name());
    } while (state != wanted);
  }
}
