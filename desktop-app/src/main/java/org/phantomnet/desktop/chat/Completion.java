package org.phantomnet.desktop.chat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What the word under way may become. Immutable.
 *
 * @param start where the word begins in the line
 * @param candidates whole words, in order
 */
record Completion(int start, List<String> candidates) {
  /** What completion knows of the people. */
  interface People {
    /** As they may be typed. */
    List<String> contacts();

    /** Those who asked and wait for an answer. */
    List<String> requests();

    /** Numbers of own devices that can be unlinked. */
    List<String> linkedDevices();
  }

  Completion {
    candidates = List.copyOf(candidates);
  }

  /** Completes the last word of {@code line}, which ends at the cursor. */
  static Completion of(String line, Commands commands, People people) {
    int start = line.lastIndexOf(' ') + 1;
    String word = line.substring(start).toLowerCase(Locale.ROOT);
    if (!line.startsWith("/") || line.startsWith("//")) {
      return new Completion(start, List.of());
    }
    if (start == 0) {
      return new Completion(0, matching(word, commands.names().stream().map(name -> "/" + name)));
    }
    String[] before = line.substring(0, start).trim().split("\\s+");
    String name = before[0].substring(1).toLowerCase(Locale.ROOT);
    int index = before.length - 1;
    return commands
        .find(name)
        .filter(command -> index < command.arguments().size())
        .map(
            command ->
                new Completion(
                    start, matching(word, words(command.arguments().get(index), commands, people))))
        .orElseGet(() -> new Completion(start, List.of()));
  }

  private static Stream<String> words(Command.Kind kind, Commands commands, People people) {
    return switch (kind) {
      case CONTACT -> people.contacts().stream();
      case REQUEST -> people.requests().stream();
      case MODE -> Stream.of(CallMode.values()).map(mode -> mode.name().toLowerCase(Locale.ROOT));
      case SWITCH -> Stream.of("on", "off");
      case PICTURES -> Stream.of("all", "low", "watch", "none");
      case HIDDEN -> Stream.of("person", "room", "all");
      case COMMAND -> commands.names().stream();
      case DURATION -> Stream.of("1h", "1d", "7d", "30d", "off");
      case DEVICE -> Stream.of("list", "default");
      case LINKED_DEVICE -> people.linkedDevices().stream();
      case DECISION -> Stream.of("ok", "no");
      case ANY -> Stream.of();
    };
  }

  private static List<String> matching(String word, Stream<String> all) {
    return all.filter(candidate -> candidate.startsWith(word)).distinct().sorted().toList();
  }

  /** The line with as much added as is certain; a space after the only candidate. */
  String applied(String line) {
    if (candidates.isEmpty()) {
      return line;
    }
    String common = candidates.get(0);
    for (String candidate : candidates) {
      while (!candidate.startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    boolean only = candidates.size() == 1;
    return common.length() >= line.length() - start
        ? line.substring(0, start) + common + (only ? " " : "")
        : line;
  }
}
