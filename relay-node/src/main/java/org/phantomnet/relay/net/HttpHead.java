package org.phantomnet.relay.net;

/**
 * Finds the end of a request's head and nothing else in it, byte by byte and without keeping any
 * (RFC 9112 section 2.1): whatever is asked, the answer is one page. One loop.
 */
final class HttpHead {
  /** Longer heads are taken as ended here. */
  static final int MAX_LENGTH = 8 * 1024;

  private static final byte[] HEAD = {'H', 'E', 'A', 'D', ' '};

  private int seen;
  private int matched;
  private boolean lineEmpty;

  /** Takes bytes until the head ends; whether it has. Bytes after it are not looked at. */
  boolean parse(byte[] b, int at, int length) {
    for (int i = at; i < at + length; i++) {
      if (matched == seen && seen < HEAD.length && b[i] == HEAD[seen]) {
        matched++;
      }
      seen++;
      if (b[i] == '\n' && lineEmpty || seen >= MAX_LENGTH) {
        return true;
      }
      // an empty line is LF LF or LF CR LF
      lineEmpty = b[i] == '\n' || lineEmpty && b[i] == '\r';
    }
    return false;
  }

  /** Whether the method is HEAD, whose answer has no body. */
  boolean withoutBody() {
    return matched == HEAD.length;
  }
}
