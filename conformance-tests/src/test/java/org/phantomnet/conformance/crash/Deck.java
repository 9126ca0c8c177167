package org.phantomnet.conformance.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The cycles of one round in an order that the seed decides: every scene with every victim comes up
 * in each. Immutable.
 */
final class Deck {
  /** Whom it hits: who writes, calls or links is the first. */
  enum Victim {
    FIRST,
    SECOND,
    BOTH,
    MAILBOX
  }

  /**
   * @param seed decides the rest of that cycle, whatever went before
   */
  record Card(Scene scene, Victim victim, long seed) {
    @Override
    public String toString() {
      return scene + "/" + victim;
    }
  }

  static final int SIZE = 25;

  private Deck() {}

  static List<Card> shuffled(Random chance) {
    List<Card> cards = new ArrayList<>();
    add(cards, Scene.WRITING, Victim.FIRST, Victim.SECOND, Victim.FIRST, Victim.SECOND);
    add(cards, Scene.WRITING, Victim.BOTH, Victim.MAILBOX);
    add(cards, Scene.OPENING, Victim.FIRST, Victim.MAILBOX);
    add(cards, Scene.DIALLING, Victim.FIRST, Victim.SECOND);
    add(cards, Scene.RINGING, Victim.FIRST, Victim.SECOND, Victim.MAILBOX);
    add(cards, Scene.ANSWERING, Victim.FIRST, Victim.SECOND);
    add(cards, Scene.CONNECTED, Victim.FIRST, Victim.SECOND);
    add(cards, Scene.HANGING_UP, Victim.FIRST, Victim.SECOND, Victim.BOTH);
    add(cards, Scene.LINKING, Victim.FIRST, Victim.SECOND, Victim.MAILBOX);
    add(cards, Scene.UNLINKING, Victim.FIRST, Victim.SECOND);
    Collections.shuffle(cards, chance);
    List<Card> drawn = alternating(cards);
    for (int i = 0; i < drawn.size(); i++) {
      drawn.set(i, new Card(drawn.get(i).scene(), drawn.get(i).victim(), chance.nextLong()));
    }
    return List.copyOf(drawn);
  }

  private static void add(List<Card> cards, Scene scene, Victim... victims) {
    for (Victim victim : victims) {
      cards.add(new Card(scene, victim, 0));
    }
  }

  /** A device is unlinked only when there is one, and linked when there is none. */
  private static List<Card> alternating(List<Card> cards) {
    List<Card> linkings = of(cards, Scene.LINKING);
    List<Card> unlinkings = of(cards, Scene.UNLINKING);
    List<Card> drawn = new ArrayList<>();
    boolean linked = false;
    for (Card card : cards) {
      boolean ofDevices = card.scene() == Scene.LINKING || card.scene() == Scene.UNLINKING;
      if (ofDevices) {
        drawn.add((linked ? unlinkings : linkings).remove(0));
        linked = !linked;
      } else {
        drawn.add(card);
      }
    }
    return drawn;
  }

  private static List<Card> of(List<Card> cards, Scene scene) {
    return new ArrayList<>(cards.stream().filter(card -> card.scene() == scene).toList());
  }
}
