package org.phantomnet.engine.blackout;

import org.phantomnet.protocol.rule.Rule;

/** What the last frame shows and, if it is black, why. The words are for the person. */
public enum BlackoutState {
  STARTING("starting", true),
  PERSON_HIDDEN("person hidden", false),
  BACKGROUND_HIDDEN("background hidden", false),
  SHOWN_UNMASKED("you are seen: you chose no blackout", false),
  BLACK_CHOSEN("all black: you chose it", true),
  NO_MODEL("all black: the part that finds people is missing or damaged", true),
  FAULT("all black: finding people failed", true),
  TOO_SLOW("all black: this device is too slow just now", true),
  TOO_DARK("all black: too dark", true),
  COVERED("all black: the lens is covered", true),
  MOVING("all black: something moves that was not recognised", true),
  TOO_CLOSE("all black: too close to the camera", true),
  FROZEN("all black: the camera stands still", true),
  BAD_ORDER("all black: the camera's frames are out of order", true);

  private final String words;
  private final boolean allBlack;

  BlackoutState(String words, boolean allBlack) {
    this.words = words;
    this.allBlack = allBlack;
  }

  @Rule("BLK-20")
  public String words() {
    return words;
  }

  public boolean allBlack() {
    return allBlack;
  }
}
