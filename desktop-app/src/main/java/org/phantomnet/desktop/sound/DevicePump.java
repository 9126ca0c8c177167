package org.phantomnet.desktop.sound;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.phantomnet.desktop.sound.SoundNotice.Kind;
import org.phantomnet.protocol.rule.Rule;

/**
 * Keeps one direction of the sound on a device that works: the chosen one while it is there, else
 * the next. For one thread, which is not the audio thread; time comes in with each step.
 */
final class DevicePump {
  /**
   * No sample moved for so long: the device is dead, whatever the system says of it. A sound server
   * that was idle takes two seconds to begin.
   */
  static final long STALLED_NANOS = Duration.ofMillis(2500).toNanos();

  /** No longer listed and nothing moved for so long: gone. */
  static final long GONE_NANOS = Duration.ofMillis(100).toNanos();

  /** A device that failed is not tried again for so long, if there is another. */
  static final long REST_NANOS = Duration.ofSeconds(5).toNanos();

  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

  private final Direction direction;
  private final Supplier<Optional<List<String>>> present;
  private final Choice choice;
  private final Opener opener;
  private final Consumer<SoundNotice> tell;
  private final Map<String, Long> resting = new HashMap<>();
  private Optional<Open> open = Optional.empty();
  private Optional<Kind> told = Optional.empty();
  private long nextLook = Long.MIN_VALUE;

  /**
   * @param present devices that are there; empty while unknown
   */
  DevicePump(
      Direction direction,
      Supplier<Optional<List<String>>> present,
      Choice choice,
      Opener opener,
      Consumer<SoundNotice> tell) {
    this.direction = direction;
    this.present = present;
    this.choice = choice;
    this.opener = opener;
    this.tell = tell;
  }

  /** Moves sound, and now and then looks at the devices. */
  void step(long now) {
    open.ifPresent(device -> move(device, now));
    if (now >= nextLook) {
      nextLook = now + LOOK_NANOS;
      present.get().ifPresent(names -> look(names, now));
    }
  }

  private void move(Open device, long now) {
    if (device.flow.move()) {
      device.lastMoved = now;
    } else if (now - device.lastMoved > STALLED_NANOS) {
      resting.put(device.name, now + REST_NANOS);
      drop();
    }
  }

  @Rule("ENG-62")
  private void look(List<String> names, long now) {
    resting.values().removeIf(until -> now >= until);
    List<String> order = choice.order(names);
    if (open.filter(device -> isGone(device, names, now)).isPresent()) {
      drop();
    }
    if (open.isEmpty()) {
      openFirst(order, now);
    } else if (!order.isEmpty() && isBetter(order.get(0))) {
      tryBetter(order.get(0), now);
    }
  }

  private static boolean isGone(Open device, List<String> names, long now) {
    return !names.contains(device.name) && now - device.lastMoved > GONE_NANOS;
  }

  private boolean isBetter(String device) {
    return choice.isWanted(device)
        && !resting.containsKey(device)
        && open.filter(current -> current.name.equals(device)).isEmpty();
  }

  private void tryBetter(String device, long now) {
    Optional<Open> before = open;
    if (tryOpen(device, now)) {
      before.ifPresent(old -> old.flow.close());
      say(Kind.IN_USE, device);
    }
  }

  private void openFirst(List<String> order, long now) {
    for (String device : order) {
      if (!resting.containsKey(device) && tryOpen(device, now)) {
        boolean before = told.filter(kind -> kind != Kind.NONE && kind != Kind.FILE).isPresent();
        say(before ? Kind.REPLACED : Kind.IN_USE, device);
        return;
      }
    }
    boolean nothingEver = order.isEmpty() && (told.isEmpty() || hasNothing());
    Kind none = nothingEver ? Kind.FILE : Kind.NONE;
    if (!told.equals(Optional.of(none))) {
      say(none, "");
    }
  }

  /** The machine has no such device and had none since this began. */
  boolean hasNothing() {
    return told.equals(Optional.of(Kind.FILE));
  }

  private boolean tryOpen(String device, long now) {
    try {
      open = Optional.of(new Open(device, opener.open(device), now));
      return true;
    } catch (IOException | RuntimeException e) {
      resting.put(device, now + REST_NANOS);
      return false;
    }
  }

  private void say(Kind kind, String device) {
    told = Optional.of(kind);
    tell.accept(new SoundNotice(direction, kind, device));
  }

  private void drop() {
    open.ifPresent(device -> device.flow.close());
    open = Optional.empty();
    nextLook = Long.MIN_VALUE;
  }

  void close() {
    drop();
  }

  /** Opens a device and puts its flow before the call. */
  interface Opener {
    Flow open(String device) throws IOException;
  }

  private static final class Open {
    final String name;
    final Flow flow;
    long lastMoved;

    Open(String name, Flow flow, long now) {
      this.name = name;
      this.flow = flow;
      this.lastMoved = now;
    }
  }
}
