package org.phantomnet.desktop.client;

/** Something the person asked for cannot be done now; the message says what to do. */
public final class ClientException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  public ClientException(String code, String advice) {
    super(advice, null, false, false);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
