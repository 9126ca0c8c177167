package org.phantomnet.desktop.sound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which device a person wants, and which come next. Thread-safe. */
final class Choice {
  private volatile Optional<String> wanted = Optional.empty();

  void want(Optional<String> device) {
    wanted = device;
  }

  boolean isWanted(String device) {
    return wanted.equals(Optional.of(device));
  }

  /** In the order to try: the wanted one if it is there, then the system's order. */
  List<String> order(List<String> present) {
    List<String> order = new ArrayList<>(present);
    wanted.filter(present::contains).ifPresent(first -> moveFirst(order, first));
    return order;
  }

  private static void moveFirst(List<String> order, String device) {
    order.remove(device);
    order.add(0, device);
  }
}
