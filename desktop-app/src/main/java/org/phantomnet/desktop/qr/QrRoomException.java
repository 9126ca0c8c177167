package org.phantomnet.desktop.qr;

/** The terminal is too small for a code; {@link #advice} says how large it must be. */
public final class QrRoomException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String advice;

  QrRoomException(int columns, int rows, int hasColumns, int hasRows) {
    super("too little room for a QR code");
    this.advice =
        "The code needs "
            + columns
            + " columns and "
            + rows
            + " lines; this terminal has "
            + hasColumns
            + " and "
            + hasRows
            + ". Make the window larger or its letters smaller and try again,"
            + " or use the text in place of the code.";
  }

  public String advice() {
    return advice;
  }
}
