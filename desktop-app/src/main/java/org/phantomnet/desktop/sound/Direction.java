package org.phantomnet.desktop.sound;

/** Which way sound goes. */
public enum Direction {
  MICROPHONE("microphone"),
  SPEAKER("speaker");

  private final String word;

  Direction(String word) {
    this.word = word;
  }

  /** For people. */
  public String word() {
    return word;
  }
}
