package org.phantomnet.relay.main;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What differs between the systemd units of two nodes. Stateless. */
final class SystemdUnit {
  private static final String PACKAGED = "/usr/bin/phantom-relay";

  private SystemdUnit() {}

  /**
   * The values of the unit's template.
   *
   * @param user who runs the node and owns {@code data}
   * @param stop how long systemd waits for the end of calls
   */
  static Map<String, String> values(
      Path config, Path data, String user, Duration stop, int descriptors) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("start", start());
    values.put("config", word(config.toString()));
    values.put("data", word(data.toString()).replace("$$", "$")); // no variables in paths
    values.put("stop", String.valueOf(stop.toSeconds()));
    values.put("descriptors", String.valueOf(descriptors));
    values.put("user", "User=" + user);
    boolean atHome = config.startsWith("/home") || config.startsWith("/root");
    values.put("home", atHome || start().contains("/home/") ? "read-only" : "true");
    return values;
  }

  /** The program that runs now: the package's, or a build of the sources by its launcher. */
  private static String start() {
    String java = System.getenv("PHANTOM_JAVA");
    String arguments = System.getenv("PHANTOM_RELAY_ARGS");
    return java == null || arguments == null
        ? PACKAGED
        : word(java) + " " + word("@" + arguments) + " " + RelayMain.class.getName();
  }

  /** One word of a unit file, whatever characters are in it. */
  private static String word(String text) {
    String escaped =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$");
    return escaped.matches("[A-Za-z0-9/._@%$+-]+") ? escaped : '"' + escaped + '"';
  }
}
