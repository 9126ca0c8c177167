package org.phantomnet.desktop.sound;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/**
 * The devices that Java Sound finds; on Linux those of ALSA, whose default leads to PulseAudio or
 * PipeWire where one runs. Thread-safe; its lines are not.
 */
public final class JavaSound implements SoundSystem {
  /** Best first. Only little endian, signed, 16 bit is asked for: every driver has it. */
  private static final List<AudioFormat> FORMATS =
      List.of(
          format(48_000, 1),
          format(48_000, 2),
          format(44_100, 1),
          format(44_100, 2),
          format(32_000, 1),
          format(16_000, 1),
          format(16_000, 2));

  /** Asked of the driver, which may give more; how much of it is filled is decided elsewhere. */
  private static final int BUFFER_MILLIS = 120;

  @Override
  public List<String> devices(Direction direction) {
    List<String> names = new ArrayList<>();
    for (Mixer.Info info : AudioSystem.getMixerInfo()) {
      try {
        Mixer mixer = AudioSystem.getMixer(info);
        boolean fits =
            FORMATS.stream().anyMatch(format -> mixer.isLineSupported(line(direction, format)));
        if (fits && !names.contains(info.getName())) {
          names.add(info.getName());
        }
      } catch (IllegalArgumentException | SecurityException e) {
        // gone since it was listed
      }
    }
    return List.copyOf(names);
  }

  private static DataLine.Info line(Direction direction, AudioFormat format) {
    return switch (direction) {
      case MICROPHONE -> new DataLine.Info(TargetDataLine.class, format);
      case SPEAKER -> new DataLine.Info(SourceDataLine.class, format);
    };
  }

  @Override
  public CaptureLine openMicrophone(String device) throws IOException {
    for (AudioFormat format : FORMATS) {
      try {
        TargetDataLine line =
            (TargetDataLine) mixer(device).getLine(line(Direction.MICROPHONE, format));
        line.open(format, bufferBytes(format));
        line.start();
        return new JavaCapture(line);
      } catch (LineUnavailableException | IllegalArgumentException e) {
        // another format may do
      }
    }
    throw new IOException("the microphone cannot be opened");
  }

  @Override
  public PlaybackLine openSpeaker(String device) throws IOException {
    for (AudioFormat format : FORMATS) {
      try {
        SourceDataLine line =
            (SourceDataLine) mixer(device).getLine(line(Direction.SPEAKER, format));
        line.open(format, bufferBytes(format));
        line.start();
        return new JavaPlayback(line);
      } catch (LineUnavailableException | IllegalArgumentException e) {
        // another format may do
      }
    }
    throw new IOException("the loudspeaker cannot be opened");
  }

  private static Mixer mixer(String device) throws IOException {
    for (Mixer.Info info : AudioSystem.getMixerInfo()) {
      if (info.getName().equals(device)) {
        return AudioSystem.getMixer(info);
      }
    }
    throw new IOException("the device is gone");
  }

  private static AudioFormat format(int rate, int channels) {
    return new AudioFormat(rate, 16, channels, true, false);
  }

  private static int bufferBytes(AudioFormat format) {
    return (int) format.getSampleRate() * BUFFER_MILLIS / 1000 * format.getFrameSize();
  }

  private static final class JavaCapture implements CaptureLine {
    private final TargetDataLine line;
    private byte[] bytes = new byte[0];

    JavaCapture(TargetDataLine line) {
      this.line = line;
    }

    @Override
    public int rate() {
      return (int) line.getFormat().getSampleRate();
    }

    @Override
    public int channels() {
      return line.getFormat().getChannels();
    }

    @Override
    public int read(short[] samples) {
      int frame = 2 * channels();
      int wanted = Math.min(line.available(), 2 * samples.length) / frame * frame;
      if (wanted <= 0) {
        return 0;
      }
      if (bytes.length < wanted) {
        bytes = new byte[wanted];
      }
      int count = line.read(bytes, 0, wanted) / 2;
      for (int i = 0; i < count; i++) {
        samples[i] = (short) ((bytes[2 * i] & 0xff) | (bytes[2 * i + 1] << 8));
      }
      return count;
    }

    @Override
    public void close() {
      line.stop();
      line.close();
    }
  }

  private static final class JavaPlayback implements PlaybackLine {
    private final SourceDataLine line;
    private byte[] bytes = new byte[0];

    JavaPlayback(SourceDataLine line) {
      this.line = line;
    }

    @Override
    public int rate() {
      return (int) line.getFormat().getSampleRate();
    }

    @Override
    public int channels() {
      return line.getFormat().getChannels();
    }

    @Override
    public int queued() {
      return (line.getBufferSize() - line.available()) / (2 * channels());
    }

    @Override
    public int write(short[] samples, int length) {
      int frame = 2 * channels();
      int room = Math.min(line.available(), 2 * length) / frame * frame;
      if (room <= 0) {
        return 0;
      }
      if (bytes.length < room) {
        bytes = new byte[room];
      }
      for (int i = 0; i < room / 2; i++) {
        bytes[2 * i] = (byte) samples[i];
        bytes[2 * i + 1] = (byte) (samples[i] >> 8);
      }
      return line.write(bytes, 0, room) / 2;
    }

    @Override
    public void close() {
      line.stop();
      line.flush();
      line.close();
    }
  }
}
