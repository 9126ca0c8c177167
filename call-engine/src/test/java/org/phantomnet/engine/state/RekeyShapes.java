package org.phantomnet.engine.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.phantomnet.engine.state.Rekeying.Old;
import org.phantomnet.engine.state.Rekeying.Step;
import org.phantomnet.engine.state.Rekeying.Wish;
import org.phantomnet.protocol.handshake.Role;

/** One side's change of keys from the shapes of spec/transitions/rekey.json, and in its words. */
final class RekeyShapes {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private RekeyShapes() {}

  static Step start(String role) {
    return Rekeying.start(Role.valueOf(role), NOW);
  }

  static Rekeying side(JsonNode shape) {
    Members members = new Members(shape);
    return members.done(
        new Rekeying(
            members.name(Role.class, "role"),
            members.get("newest").intValue(),
            members.get("sealing").intValue(),
            members.has("asked") ? members.name(Wish.class, "asked") : Wish.NONE,
            next(Transitions.texts(members.get("wants"))),
            members.name(Old.class, "old"),
            NOW.minus(members.millis("answeredMillis"))));
  }

  private static Wish next(List<String> wants) {
    return switch (wants.size()) {
      case 0 -> Wish.NONE;
      case 1 -> Wish.valueOf(wants.get(0));
      default -> Wish.MODE_THEN_KEYS;
    };
  }

  /** What becomes of the side when that happens. */
  static Step step(Rekeying side, JsonNode shape) {
    Members members = new Members(shape);
    String event = members.text("event");
    return members.done(
        switch (event) {
          case "anotherConnection" -> side.anotherConnection();
          case "modeWanted" -> side.modeWanted();
          case "modeUnwanted" -> side.modeUnwanted();
          case "due" -> side.due(epoch(members));
          case "retry" -> side.retry(epoch(members));
          case "declined" -> side.declined(epoch(members));
          case "heard" -> side.heard(epoch(members));
          case "lingered" -> side.lingered(epoch(members));
          case "replied" -> side.replied(members.name(Wish.class, "of"), epoch(members));
          case "requested" ->
              side.requested(
                  members.name(Wish.class, "of"),
                  epoch(members),
                  members.get("under").intValue(),
                  members.flag("repeated"),
                  NOW);
          default -> throw new AssertionError("no such event: " + event);
        });
  }

  private static int epoch(Members members) {
    return members.get("epoch").intValue();
  }

  /** The table's words for it. */
  static String words(Rekeying side) {
    List<String> words = new ArrayList<>();
    words.add(side.own().name().toLowerCase(Locale.ROOT) + " " + side.newest());
    words.add("seals " + side.sending());
    if (side.asked() != Wish.NONE) {
      words.add("asks " + side.asked());
    }
    if (side.next() != Wish.NONE) {
      words.add("wants " + (side.next() == Wish.MODE_THEN_KEYS ? "KEYS and MODE" : side.next()));
    }
    if (side.old() != Old.NONE) {
      words.add("old " + side.old());
    }
    words.add("answered " + Duration.between(side.answered(), NOW).toMillis() + " ms ago");
    return String.join(", ", words);
  }
}
