package org.phantomnet.desktop.media.pipe;

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
  @Rule("ENG-20")
  private static final AudioShape PRIVATE = new AudioShape(20, 32_000, Rate.CONSTANT);

  @Rule("ENG-21")
  private static final AudioShape PARANOID = new AudioShape(60, 32_000, Rate.CONSTANT);

  /** Without DTX here too: its gaps tell who speaks, and the holes are heard. */
  @Rule("ENG-73")
  private static final AudioShape FAST = new AudioShape(20, 40_000, Rate.VARIABLE);

  /** Refuses with {@link IllegalArgumentException} what no mode has a use for. */
  public AudioShape {
    if ((packetMillis != 20 && packetMillis != 60) || bitrate < 6_000 || bitrate > 128_000) {
      throw new IllegalArgumentException("audio shape");
    }
  }

  /** The one of a mode. */
  public static AudioShape of(CallMode mode) {
    return switch (mode) {
      case PRIVATE -> PRIVATE;
      case PARANOID -> PARANOID;
      case FAST -> FAST;
    };
  }

  /** Whether packets follow the sound. */
  public enum Rate {
    CONSTANT,
    VARIABLE
  }
}
