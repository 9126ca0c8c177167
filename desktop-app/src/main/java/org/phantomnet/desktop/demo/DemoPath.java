package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.phantomnet.desktop.ui.PathWords;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.signal.CallMode;

/** The way that one side's call went, as its client says it, and whether its mode allows that. */
final class DemoPath {
  private final JsonNode path;

  DemoPath(JsonNode path) {
    this.path = path;
  }

  /** For the person. */
  String words() {
    return String.format(
        Locale.ROOT,
        "path: %s over %s%s%s, engine %s",
        PathWords.of(path.path("localType").asText(), path.path("remoteType").asText()),
        path.path("protocol").asText(),
        ofOperator(", own relay of ", path.path("relayOperator")),
        ofOperator(", peer's of ", path.path("remoteOperator")),
        path.path("isolated").asBoolean() ? "isolated (loopback-only namespace)" : "NOT isolated");
  }

  private static String ofOperator(String words, JsonNode operator) {
    return operator.asText().isEmpty() ? "" : words + operator.asText();
  }

  /** Fails where the path is none of the mode's. */
  void check(String person, CallMode mode) throws DemoFailure {
    boolean overOwn = path.path("localType").asText().equals("relay");
    boolean overPeers = path.path("remoteType").asText().equals("relay");
    boolean wanted =
        ModePolicy.of(mode).relayRequired() ? overOwn && overPeers : !overOwn && !overPeers;
    if (!wanted) {
      throw new DemoFailure(
          "path of " + person,
          mode == CallMode.FAST
              ? "the engine chose a relay although the two reach each other"
              : "the engine chose a path that is not relay to relay");
    }
  }
}
