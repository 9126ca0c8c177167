package org.phantomnet.desktop.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.engine.api.CallSnapshot.Phase;

/**
 * What {@code /wait} waits for: an event, or one with one of some values, or with a field of that
 * name that is true. Immutable.
 *
 * @param values none if any event of the name will do
 */
record Awaited(String event, Set<String> values) {
  private static final String CALL = "call";

  /** Modes that a call is not in. */
  private static final Set<String> ASKED_FOR = Set.of("switching", "requested");

  /** Steps of a call by the words that people use for them. */
  static final Map<String, Awaited> STEPS =
      Map.of(
          "dialing", phases(Phase.DIALING),
          "ringing", phases(Phase.RINGING, Phase.REMOTE_RINGING),
          "incoming", phases(Phase.RINGING),
          "connecting", phases(Phase.CONNECTING),
          "connected", phases(Phase.CONNECTED),
          "reconnecting", phases(Phase.RECONNECTING));

  /** Fields of a call's events that can be true. */
  private static final List<String> FLAGS =
      List.of(
          "outgoing",
          "addressShown",
          "keysConfirmed",
          "transportConnected",
          "gateOpen",
          "firstAudio",
          "keysDestroyed",
          "engineReleased",
          "muted",
          "held",
          "showing");

  Awaited {
    values = Set.copyOf(values);
  }

  private static Awaited phases(Phase... phases) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(phases).map(Enum::name).forEach(names::add);
    return new Awaited(CALL, names);
  }

  /**
   * @param typed a step of a call, an event's name, or name:value
   * @throws ClientException NO_SUCH_EVENT for what can never come
   */
  static Awaited of(String typed) throws ClientException {
    Awaited step = STEPS.get(typed);
    if (step != null) {
      return step;
    }
    int colon = typed.indexOf(':');
    String event = colon < 0 ? typed : typed.substring(0, colon);
    String value = colon < 0 ? "" : typed.substring(colon + 1);
    if (!EventNames.ALL.contains(event)) {
      throw new ClientException(
          "NO_SUCH_EVENT",
          ScreenWords.noSuchEvent(SafeText.line(event))
              + EventNames.near(event).map(ScreenWords::didYouMean).orElse(""));
    }
    if (event.equals(CALL)) {
      requirePossible(value);
    }
    return new Awaited(event, value.isEmpty() ? Set.of() : Set.of(value));
  }

  /** Of a call a word is a phase, a mode or an end in capitals, or a field that can be true. */
  private static void requirePossible(String value) throws ClientException {
    Set<String> capitals = new TreeSet<>();
    for (Phase phase : Phase.values()) {
      capitals.add(phase.name());
    }
    for (var end : org.phantomnet.engine.api.EndReason.values()) {
      capitals.add(end.name());
    }
    for (var mode : org.phantomnet.protocol.signal.CallMode.values()) {
      capitals.add(mode.name());
    }
    for (var media : org.phantomnet.protocol.signal.MediaKind.values()) {
      capitals.add(media.name());
    }
    for (var video : org.phantomnet.engine.api.VideoStage.values()) {
      capitals.add(video.name());
    }
    boolean word = value.matches("[A-Za-z_]+");
    if (word && !capitals.contains(value) && !FLAGS.contains(value)) {
      Set<String> all = new TreeSet<>(capitals);
      all.addAll(FLAGS);
      String near =
          all.stream()
              .filter(
                  name ->
                      name.equalsIgnoreCase(value)
                          || Commands.distance(value, name) < Math.min(4, name.length()))
              .findFirst()
              .map(name -> ScreenWords.didYouMean(CALL + ":" + name))
              .orElse("");
      throw new ClientException(
          "NO_SUCH_EVENT", ScreenWords.noSuchEvent(CALL + ":" + SafeText.line(value)) + near);
    }
  }

  boolean matches(JsonNode found) {
    if (values.isEmpty() || values.stream().anyMatch(name -> found.path(name).asBoolean(false))) {
      return true;
    }
    for (Map.Entry<String, JsonNode> field : found.properties()) {
      boolean holds = !ASKED_FOR.contains(field.getKey());
      if (holds && field.getValue().isValueNode() && values.contains(field.getValue().asText())) {
        return true;
      }
    }
    return false;
  }
}
