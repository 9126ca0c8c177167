package org.phantomnet.desktop.sound;

import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.TimerPort;

/**
 * Plays one tone at a time on a loudspeaker, or rings the terminal's bell where there is none. The
 * loudspeaker is held only while a tone plays. Thread-safe; nothing here waits.
 */
public final class Tones implements AutoCloseable {
  private final TimerPort timers;
  private final ToneOutput output;
  private final Runnable bell;
  private Optional<Playback> playback = Optional.empty();
  private boolean closed;

  Tones(TimerPort timers, ToneOutput output, Runnable bell) {
    this.timers = timers;
    this.output = output;
    this.bell = bell;
  }

  /**
   * Tones on the loudspeaker that calls use.
   *
   * @param bell rings the terminal's bell; from any thread, and must not block
   */
  public static Tones on(DeviceAudio devices, TimerPort timers, Runnable bell) {
    return new Tones(timers, devices::playTone, bell);
  }

  /** In place of what played before. */
  public synchronized void start(Tone tone) {
    stop();
    if (!closed) {
      Playback started = new Playback(tone);
      playback = Optional.of(started);
      started.begin();
    }
  }

  /** Silence at once, and the loudspeaker is let go. */
  public synchronized void stop() {
    playback.ifPresent(Playback::end);
    playback = Optional.empty();
  }

  /** Stops, and nothing starts any more. */
  @Override
  public synchronized void close() {
    closed = true;
    stop();
  }

  private final class Playback {
    private final Tone tone;
    private final ToneGenerator generator = new ToneGenerator();
    private Optional<ToneOutput.Playing> playing = Optional.empty();
    private Optional<TimerPort.Timer> timer = Optional.empty();
    private boolean over;
    private boolean mute;

    Playback(Tone tone) {
      this.tone = tone;
    }

    void begin() {
      round(1);
      playing = Optional.of(output.play(generator, this::unavailable));
    }

    private void round(int number) {
      if (number > tone.rounds()) {
        stop();
        return;
      }
      if (mute && tone.ringsBell()) {
        bell.run();
      }
      part(number, 0);
    }

    private void part(int round, int index) {
      List<Tone.Part> parts = tone.parts();
      if (index == parts.size()) {
        round(round + 1);
        return;
      }
      generator.sound(parts.get(index).hertz());
      timer =
          Optional.of(
              timers.after(
                  parts.get(index).length(),
                  () -> {
                    synchronized (Tones.this) {
                      if (!over) {
                        part(round, index + 1);
                      }
                    }
                  }));
    }

    private void unavailable() {
      synchronized (Tones.this) {
        if (!over && !mute) {
          mute = true;
          if (tone.ringsBell()) {
            bell.run();
          }
        }
      }
    }

    void end() {
      over = true;
      generator.finish();
      timer.ifPresent(TimerPort.Timer::cancel);
      playing.ifPresent(ToneOutput.Playing::close);
    }
  }
}
