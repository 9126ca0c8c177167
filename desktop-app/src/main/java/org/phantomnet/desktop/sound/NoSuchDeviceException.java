package org.phantomnet.desktop.sound;

import java.util.List;
import java.util.Locale;

/** A person named a device that is not there, or that could be several. */
public final class NoSuchDeviceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String advice;

  private NoSuchDeviceException(String advice) {
    super("no such sound device");
    this.advice = advice;
  }

  /** What the person can do. */
  public String advice() {
    return advice;
  }

  static String pick(Direction direction, String name, List<String> present)
      throws NoSuchDeviceException {
    if (present.contains(name)) {
      return name;
    }
    String part = name.strip().toLowerCase(Locale.ROOT);
    List<String> fitting =
        present.stream()
            .filter(device -> !part.isEmpty() && device.toLowerCase(Locale.ROOT).contains(part))
            .toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (present.isEmpty()) {
      throw new NoSuchDeviceException(
          "This machine has no " + direction.word() + " now. Plug one in and try again.");
    }
    throw new NoSuchDeviceException(
        (fitting.isEmpty() ? "No " + direction.word() + " has that in its name" : "Several fit")
            + ". There are: \""
            + String.join("\", \"", present)
            + "\".");
  }
}
