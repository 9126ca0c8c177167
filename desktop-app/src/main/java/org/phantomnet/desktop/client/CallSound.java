package org.phantomnet.desktop.client;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.media.AudioPorts;
import org.phantomnet.desktop.platform.SystemTimers;
import org.phantomnet.desktop.sound.DeviceAudio;
import org.phantomnet.desktop.sound.Ringing;
import org.phantomnet.desktop.sound.SoundNotice;
import org.phantomnet.desktop.sound.SoundSystem;
import org.phantomnet.desktop.sound.Tones;
import org.phantomnet.engine.api.CallSnapshot;

/**
 * A client's sound on the machine's devices: hand it to {@link Client.Settings} as the audio source
 * and to the client as a listener. Close it after the client. Thread-safe.
 */
public final class CallSound implements AudioSource, Client.Listener, AutoCloseable {
  private final SystemTimers timers = new SystemTimers();
  private final DeviceAudio devices;
  private final Tones tones;
  private final Ringing ringing;
  private final Optional<Path> said;
  private final Optional<Path> heard;

  /**
   * @param voice spoken where the machine has no microphone
   * @param said where a copy of what was spoken goes, if wanted
   * @param heard where a copy of what was heard goes, if wanted
   * @param notices told what happens to devices; must not block
   * @param bell rings the terminal's bell, where the machine has no loudspeaker; must not block
   */
  public CallSound(
      SoundSystem system,
      Sound voice,
      Optional<Path> said,
      Optional<Path> heard,
      Consumer<SoundNotice> notices,
      Runnable bell) {
    this.devices = new DeviceAudio(system, new RecordedVoice(voice), notices);
    this.tones = Tones.on(devices, timers, bell);
    this.ringing = new Ringing(tones);
    this.said = said;
    this.heard = heard;
  }

  /** To list and choose devices, in a call and outside. */
  public DeviceAudio devices() {
    return devices;
  }

  @Override
  public AudioPorts open(Consumer<String> recording) {
    return new WavCopies(devices, said, heard, recording);
  }

  @Override
  public void callChanged(CallSnapshot snapshot) {
    ringing.callChanged(snapshot);
  }

  /** Silences everything. Idempotent. */
  @Override
  public void close() {
    tones.close();
    timers.close();
  }
}
