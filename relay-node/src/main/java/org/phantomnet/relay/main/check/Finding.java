package org.phantomnet.relay.main.check;

/**
 * One line of {@code relay check}. Immutable.
 *
 * @param subject what was looked at, in a word or two
 * @param words what was found, and for all but OK what to do
 */
public record Finding(Level level, String subject, String words) {
  /** How bad it is. */
  public enum Level {
    OK,
    /** The node runs, but not as well as it could. */
    WARN,
    /** The node does not start, or nobody reaches it. */
    FAIL
  }

  static Finding ok(String subject, String words) {
    return new Finding(Level.OK, subject, words);
  }

  static Finding warn(String subject, String words) {
    return new Finding(Level.WARN, subject, words);
  }

  static Finding fail(String subject, String words) {
    return new Finding(Level.FAIL, subject, words);
  }

  /** For a terminal. */
  public String line() {
    return String.format("%-4s  %-12s %s", level, subject, words);
  }
}
