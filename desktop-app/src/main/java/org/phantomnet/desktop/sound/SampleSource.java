package org.phantomnet.desktop.sound;

/** Where a loudspeaker's samples come from: 48 kHz, mono. */
interface SampleSource {
  /** Fills in what there is and returns how many samples that was. Never waits. */
  int take(short[] samples, int length);

  /** Samples that wait; {@link Integer#MAX_VALUE} if as many as anyone wants. */
  int waiting();
}
