package org.phantomnet.conformance.interop;

import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;

/** Something to hear, since the fixture waits for it; nothing is kept. */
final class BuzzPorts implements AudioPorts {
  @Override
  public AudioIn openIn() {
    return new AudioIn() {
      @Override
      public void read(short[] block) {
        for (int i = 0; i < block.length; i++) {
          block[i] = (short) (4_000 * (i / 48 % 2));
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public AudioOut openOut() {
    return new AudioOut() {
      @Override
      public void write(short[] block) {}

      @Override
      public void close() {}
    };
  }
}
