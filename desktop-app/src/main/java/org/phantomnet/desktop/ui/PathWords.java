package org.phantomnet.desktop.ui;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a connection's path reads to a person: the one place. */
public final class PathWords {
  private static final String RELAY = "relay";

  private PathWords() {}

  /**
   * @param receipted the paths that a call took, as a receipt names them: "relay/relay srflx/relay"
   */
  public static String of(String receipted) {
    return Arrays.stream(receipted.split(" "))
        .map(PathWords::ofOne)
        .collect(Collectors.joining(", then "));
  }

  /**
   * @param selected two ends, as "srflx/relay"; anything else is shown as it is
   */
  private static String ofOne(String selected) {
    int slash = selected.indexOf('/');
    if (slash < 0) {
      return selected;
    }
    return of(selected.substring(0, slash), selected.substring(slash + 1));
  }

  public static String of(String local, String remote) {
    String ends = " (" + local + " to " + remote + ")";
    if (local.equals(RELAY) && remote.equals(RELAY)) {
      return "over both relays" + ends;
    }
    return local.equals(RELAY) || remote.equals(RELAY)
        ? "over one relay" + ends
        : "directly between the two devices" + ends;
  }
}
