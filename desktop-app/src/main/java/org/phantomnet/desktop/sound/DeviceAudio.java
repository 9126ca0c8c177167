package org.phantomnet.desktop.sound;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;
import org.phantomnet.protocol.rule.Rule;

/**
 * The microphone and the loudspeaker of a call: devices that can be chosen and may come and go
 * while it runs; where the machine has none, other ports in their place. Opens nothing until told
 * to, holds up nobody, lives as long as the client. Thread-safe.
 */
public final class DeviceAudio implements AudioPorts {
  private static final int QUEUE = AudioIn.SAMPLE_RATE / 2;

  private final SoundSystem system;
  private final AudioPorts fallback;
  private final Consumer<SoundNotice> listener;
  private final DeviceWatch watch;
  private final Choice microphone = new Choice();
  private final Choice speaker = new Choice();
  private final Map<Direction, AtomicReference<String>> inUse =
      Map.of(
          Direction.MICROPHONE,
          new AtomicReference<>(""),
          Direction.SPEAKER,
          new AtomicReference<>(""));

  /**
   * @param fallback used for a direction in which the machine has no device
   * @param listener told what happens to devices; from threads of the sound, and must not block
   */
  public DeviceAudio(SoundSystem system, AudioPorts fallback, Consumer<SoundNotice> listener) {
    this.system = system;
    this.fallback = fallback;
    this.listener = listener;
    this.watch = new DeviceWatch(system);
  }

  /** A device that is there now. */
  public record Device(Direction direction, String name, boolean chosen, boolean inUse) {}

  /** All that are there, the system's default of each direction first. May take a moment. */
  public List<Device> list(Direction direction) {
    return system.devices(direction).stream()
        .map(
            name ->
                new Device(
                    direction,
                    name,
                    choice(direction).isWanted(name),
                    name.equals(using(direction).get())))
        .toList();
  }

  /**
   * Uses a device from now on, in a running call too, and again whenever it comes back.
   *
   * @param name of {@link #list}, or a part that only one has, in any case of letters
   * @return its whole name
   * @throws NoSuchDeviceException if none or several fit
   */
  public String choose(Direction direction, String name) throws NoSuchDeviceException {
    String found = NoSuchDeviceException.pick(direction, name, system.devices(direction));
    choice(direction).want(Optional.of(found));
    return found;
  }

  /** Leaves the choice to the system. */
  public void chooseDefault(Direction direction) {
    choice(direction).want(Optional.empty());
  }

  private Choice choice(Direction direction) {
    return direction == Direction.MICROPHONE ? microphone : speaker;
  }

  private AtomicReference<String> using(Direction direction) {
    AtomicReference<String> current = inUse.get(direction);
    if (current == null) {
      throw new IllegalStateException("direction");
    }
    return current;
  }

  @Override
  public AudioIn openIn() throws IOException {
    AudioIn instead = fallback.openIn();
    SampleQueue queue = new SampleQueue(QUEUE);
    PumpThread pump =
        pump(
            Direction.MICROPHONE,
            device -> new CaptureFlow(system.openMicrophone(device), queue),
            this::notice);
    return new Microphone(queue, pump, instead);
  }

  @Override
  public AudioOut openOut() throws IOException {
    AudioOut instead = fallback.openOut();
    SampleQueue queue = new SampleQueue(QUEUE);
    return new Speaker(queue, play(queue, this::notice), instead);
  }

  /** For {@link Tones}. */
  ToneOutput.Playing playTone(SampleSource source, Runnable unavailable) {
    PumpThread pump =
        play(
            source,
            notice -> {
              if (notice.device().isEmpty()) {
                unavailable.run();
              }
            });
    return pump::closeSoon;
  }

  private PumpThread play(SampleSource source, Consumer<SoundNotice> notices) {
    return pump(
        Direction.SPEAKER, device -> new PlaybackFlow(system.openSpeaker(device), source), notices);
  }

  private PumpThread pump(
      Direction direction, DevicePump.Opener opener, Consumer<SoundNotice> notices) {
    return new PumpThread(
        direction,
        new DevicePump(
            direction, () -> watch.present(direction), choice(direction), opener, notices),
        watch);
  }

  private void notice(SoundNotice notice) {
    using(notice.direction()).set(notice.device());
    listener.accept(notice);
  }

  /** Read by the audio thread, filled by the pump's. */
  private final class Microphone implements AudioIn {
    private final SampleQueue queue;
    private final PumpThread pump;
    private final AudioIn instead;

    Microphone(SampleQueue queue, PumpThread pump, AudioIn instead) {
      this.queue = queue;
      this.pump = pump;
      this.instead = instead;
    }

    @Override
    @Rule("ENG-63")
    public void read(short[] block) {
      if (pump.hasNothing()) {
        instead.read(block);
      } else if (!queue.takeWhole(block)) {
        Arrays.fill(block, (short) 0);
      }
    }

    @Override
    public void close() {
      pump.close();
      using(Direction.MICROPHONE).set("");
      instead.close();
    }
  }

  /** Written by the audio thread, emptied by the pump's. */
  private final class Speaker implements AudioOut {
    private final SampleQueue queue;
    private final PumpThread pump;
    private final AudioOut instead;

    Speaker(SampleQueue queue, PumpThread pump, AudioOut instead) {
      this.queue = queue;
      this.pump = pump;
      this.instead = instead;
    }

    @Override
    public void write(short[] block) {
      if (pump.hasNothing()) {
        instead.write(block);
      } else {
        queue.put(block, block.length);
      }
    }

    @Override
    public void close() {
      pump.close();
      using(Direction.SPEAKER).set("");
      instead.close();
    }
  }
}
