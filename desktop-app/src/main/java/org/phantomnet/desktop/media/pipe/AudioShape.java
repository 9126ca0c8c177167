package org.phantomnet.desktop.media.pipe;

import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/**
 * How speech is packed: Opus without DTX. At a constant rate packets tell nothing of what is said;
 * at a variable one they follow the sound, and carry a copy of the packet before where packets are
 * lost. Immutable.
 *
 * @param packetMillis milliseconds in a packet
 * @param bitrate bits per second, exact or on average
 */
public record AudioShape(int packetMillis, int bitrate, Rate rate) {
  private static final int CONSTANT_BITRATE = 32_000;
  private static final int VARIABLE_BITRATE = 40_000;

  /** Refuses with {@link IllegalArgumentException} what no mode has a use for. */
  public AudioShape {
    if ((packetMillis != 20 && packetMillis != 60) || bitrate < 6_000 || bitrate > 128_000) {
      throw new IllegalArgumentException("audio shape");
    }
  }

  /** The one of a mode; without DTX in Fast too: its gaps tell who speaks, and are heard. */
  @Rule({"ENG-20", "ENG-21", "ENG-73"})
  public static AudioShape of(CallMode mode) {
    ModePolicy policy = ModePolicy.of(mode);
    int packetMillis = (int) policy.packetInterval().toMillis();
    return policy.constantRate()
        ? new AudioShape(packetMillis, CONSTANT_BITRATE, Rate.CONSTANT)
        : new AudioShape(packetMillis, VARIABLE_BITRATE, Rate.VARIABLE);
  }

  /** Whether packets follow the sound. */
  public enum Rate {
    CONSTANT,
    VARIABLE
  }
}
