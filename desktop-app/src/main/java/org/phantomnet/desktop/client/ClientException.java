package org.phantomnet.desktop.client;

/** Something the person asked for cannot be done now; the message says what to do. */
final class ClientException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  ClientException(String code, String advice) {
    super(advice);
    this.code = code;
  }

  String code() {
    return code;
  }
}
