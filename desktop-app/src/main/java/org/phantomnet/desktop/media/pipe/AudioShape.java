package org.phantomnet.desktop.media.pipe;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/**
 * How speech is packed: always Opus at a constant rate without DTX, so that packets tell nothing of
 * what is said.
 *
 * @param packetMillis milliseconds in a packet
 * @param bitrate bits per second
 */
public record AudioShape(int packetMillis, int bitrate) {
  @Rule("ENG-20")
  private static final AudioShape PRIVATE = new AudioShape(20, 32_000);

  @Rule("ENG-21")
  private static final AudioShape PARANOID = new AudioShape(60, 32_000);

  public AudioShape {
    if ((packetMillis != 20 && packetMillis != 60) || bitrate < 6_000 || bitrate > 128_000) {
      throw new IllegalArgumentException("audio shape");
    }
  }

  /** Of a mode whose packets have one size; Fast has none. */
  public static AudioShape of(CallMode mode) {
    return switch (mode) {
      case PRIVATE -> PRIVATE;
      case PARANOID -> PARANOID;
      case FAST -> throw new IllegalArgumentException("no constant rate");
    };
  }
}
