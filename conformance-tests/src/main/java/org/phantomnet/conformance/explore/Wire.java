package org.phantomnet.conformance.explore;

/**
 * Numbers for messages in flight: four for each message, telling a plain one from the two
 * deliveries of a repeated one. Counters (CALL-18) need no more: two messages have the same counter
 * only if one is a repeat of the other.
 */
final class Wire {
  private static final int FIRST_OF_TWO = 1;
  private static final int SECOND_OF_TWO = 2;

  private final Numbered<Message> messages = new Numbered<>();

  int plain(Message message) {
    int number = messages.of(message);
    if (number >= Long.SIZE) {
      throw new IllegalStateException("more messages than bits");
    }
    return number << 2;
  }

  static int plain(int code) {
    return code & ~3;
  }

  static int firstOfTwo(int code) {
    return plain(code) | FIRST_OF_TWO;
  }

  static int secondOfTwo(int code) {
    return plain(code) | SECOND_OF_TWO;
  }

  static boolean repeated(int code) {
    return (code & 3) != 0;
  }

  Message message(int code) {
    return messages.get(code >> 2);
  }

  int messages() {
    return messages.size();
  }

  static int code(int message) {
    return message << 2;
  }

  static int number(int code) {
    return code >> 2;
  }

  String text(int code) {
    return message(code)
        + ((code & 3) == SECOND_OF_TWO
            ? " once more"
            : (code & 3) == FIRST_OF_TWO ? " (of two)" : "");
  }
}
