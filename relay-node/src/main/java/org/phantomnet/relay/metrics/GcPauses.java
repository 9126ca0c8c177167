package org.phantomnet.relay.metrics;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Watches how long the collector stops the process. Lives from construction to {@link #close};
 * thread-safe.
 */
final class GcPauses implements AutoCloseable {
  private final AtomicLong longestMillis = new AtomicLong();
  private final NotificationListener listener = (notification, unused) -> note(notification);
  private final List<NotificationEmitter> heard = new ArrayList<>();

  GcPauses() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
        heard.add(emitter);
      }
    }
  }

  /** The longest so far. */
  double longestSeconds() {
    return longestMillis.get() / 1_000.0;
  }

  /** All of them together. */
  static double totalSeconds() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return millis / 1_000.0;
  }

  private void note(Notification notification) {
    if (notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      long duration =
          GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
              .getGcInfo()
              .getDuration();
      longestMillis.accumulateAndGet(duration, Math::max);
    }
  }

  @Override
  public void close() {
    for (NotificationEmitter emitter : heard) {
      try {
        emitter.removeNotificationListener(listener);
      } catch (ListenerNotFoundException e) {
        // gone already
      }
    }
    heard.clear();
  }
}
