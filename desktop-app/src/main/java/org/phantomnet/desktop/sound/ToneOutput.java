package org.phantomnet.desktop.sound;

/** A loudspeaker that tones are played on. */
interface ToneOutput {
  /**
   * Plays what the source gives until the result is closed, which does not wait.
   *
   * @param unavailable told once if there is no loudspeaker; from any thread
   */
  Playing play(SampleSource source, Runnable unavailable);

  /** What plays; closing it is idempotent and does not wait. */
  interface Playing extends AutoCloseable {
    @Override
    void close();
  }
}
