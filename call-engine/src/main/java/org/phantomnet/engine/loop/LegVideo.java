package org.phantomnet.engine.loop;

import java.time.Duration;
import java.time.Instant;
import org.phantomnet.engine.state.VideoConsent;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * What one leg remembers of video in its call: whether there is to be any, how often it was asked
 * for, and the newest requests. Effect thread only.
 */
final class LegVideo {
  /** How long the person here may think about it. */
  static final Duration QUESTION = Duration.ofSeconds(30);

  /** How long the other side's answer is waited for: its person's time, and the way. */
  static final Duration WAIT = Duration.ofSeconds(40);

  /** How long a connection with video may take to come. */
  static final Duration LAPSE = Duration.ofSeconds(30);

  /** How often it may be asked for in vain. */
  @Rule("CALL-74")
  private static final int MOST = 3;

  private static final Duration APART = Duration.ofSeconds(30);

  /** What was asked long after the last time may have come sooner after it. */
  private static final Duration HEARD_APART = Duration.ofSeconds(20);

  private static final int NONE = -1;

  private final Allowance own = new Allowance(MOST, APART);
  private final Allowance theirs = new Allowance(MOST, HEARD_APART);
  private VideoConsent consent;
  private boolean talking;
  private int said = NONE;
  private int heard = NONE;
  private int changes;

  LegVideo(MediaKind agreed) {
    consent = VideoConsent.of(agreed == MediaKind.AUDIO_VIDEO);
  }

  VideoConsent consent() {
    return consent;
  }

  void become(VideoConsent next) {
    if (!next.equals(consent)) {
      consent = next;
      changes++;
    }
  }

  /** Rises whenever it became something else: what was timed before means nothing after. */
  int changes() {
    return changes;
  }

  /** Of the connections made from now on. */
  MediaKind kind() {
    return consent.stage().isAgreed() ? MediaKind.AUDIO_VIDEO : MediaKind.AUDIO;
  }

  void begins() {
    talking = true;
  }

  /** False before the two people talk. */
  boolean talks() {
    return talking;
  }

  boolean takeOwn(Instant now) {
    return own.take(now);
  }

  boolean takeTheirs(Instant now) {
    return theirs.take(now);
  }

  void ownWasWelcome() {
    own.giveBack();
  }

  void theirsWasWelcome() {
    theirs.giveBack();
  }

  /** The sequence of this side's next request. */
  int say() {
    return ++said;
  }

  /** True if that is this side's newest request. */
  boolean isNewest(int sequence) {
    return sequence == said;
  }

  /** The sequence of the other side's newest request. */
  int heard() {
    return heard;
  }

  /**
   * @return false if a newer request of the other side came before
   */
  boolean hear(int sequence) {
    if (sequence <= heard) {
      return false;
    }
    heard = sequence;
    return true;
  }
}
