package org.phantomnet.conformance.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Lines typed by a person while a lab is there. For one thread. */
final class Handle {
  static final String USAGE =
      String.join(
          "\n",
          "  cut LINE | mend LINE                 silence, and its end (LINE: who it leads to)",
          "  line LINE DELAY JITTER LOSS RATE     ms, ms, percent, kbit/s (0: no limit)",
          "  down MACHINE [N] | up MACHINE [N]    its interface ethN; 0 if left out",
          "  rebind HOME                          its NAT forgets all, and takes other ports",
          "  renumber NAME                        another address",
          "  count LINE | picture | help");

  private final Lab lab;

  Handle(Lab lab) {
    this.lab = lab;
  }

  /** Does it and says what came of it, for people; a wrong line is a sentence too. */
  String take(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    try {
      return dispatch(words);
    } catch (IndexOutOfBoundsException e) {
      return "a word is missing:\n" + USAGE;
    } catch (IllegalArgumentException | IllegalStateException | IOException e) {
      return "not done: " + e.getMessage();
    }
  }

  private String dispatch(List<String> words) throws IOException {
    switch (words.get(0)) {
      case "" -> {
        return "";
      }
      case "cut" -> lab.cut(words.get(1));
      case "mend" -> lab.mend(words.get(1));
      case "line" -> lab.line(words.get(1), line(words));
      case "down" -> lab.down(words.get(1), place(words));
      case "up" -> lab.up(words.get(1), place(words));
      case "rebind" -> lab.rebind(words.get(1));
      case "renumber" -> lab.renumber(words.get(1));
      case "count" -> {
        return lab.count(words.get(1)).toString();
      }
      case "picture" -> {
        return Picture.of(lab);
      }
      default -> {
        return USAGE;
      }
    }
    return "done";
  }

  private static int place(List<String> words) {
    return words.size() > 2 ? Integer.parseInt(words.get(2)) : 0;
  }

  private static Line line(List<String> words) {
    return of(words.get(2), words.get(3), words.get(4), words.get(5));
  }

  /** In the units of the command line: ms, ms, percent, kbit/s. */
  static Line of(String delay, String jitter, String loss, String rate) {
    return new Line(
        milliseconds(delay),
        milliseconds(jitter),
        Double.parseDouble(loss) / 100,
        Integer.parseInt(rate));
  }

  private static Duration milliseconds(String text) {
    return Duration.ofNanos(Math.round(Double.parseDouble(text) * 1_000_000));
  }
}
