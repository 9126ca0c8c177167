package org.phantomnet.desktop.sound;

import java.io.IOException;
import java.util.List;

/**
 * The machine's sound devices, 16 bit. Any of its methods may take long and is called off the audio
 * thread; a line is used by one thread.
 */
public interface SoundSystem {
  /** Names of the devices that are there now, the system's default first; looked up anew. */
  List<String> devices(Direction direction);

  /**
   * @throws IOException if it is gone, taken by another program, or speaks no usable format
   */
  CaptureLine openMicrophone(String device) throws IOException;

  /**
   * @throws IOException as {@link #openMicrophone}
   */
  PlaybackLine openSpeaker(String device) throws IOException;

  /** An open device; closing it is idempotent and frees it. */
  interface DeviceLine extends AutoCloseable {
    /** Frames a second. */
    int rate();

    /** Samples a frame, interleaved. */
    int channels();

    @Override
    void close();
  }

  /** An open microphone that runs. */
  interface CaptureLine extends DeviceLine {
    /** Fills in what is there, whole frames, without waiting; returns the number of samples. */
    int read(short[] samples);
  }

  /** An open loudspeaker that runs. */
  interface PlaybackLine extends DeviceLine {
    /** Frames that were written and not played yet; negative if it played on without any. */
    int queued();

    /** Takes what it has room for, whole frames, without waiting; returns the number of samples. */
    int write(short[] samples, int length);
  }
}
