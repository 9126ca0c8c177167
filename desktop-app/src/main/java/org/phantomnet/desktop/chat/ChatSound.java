package org.phantomnet.desktop.chat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.desktop.client.CallSound;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.sound.SoundNotice;
import org.phantomnet.desktop.sound.SoundSystem;

/**
 * Microphone, loudspeaker and ringing of a chat; silence is spoken where there is no microphone.
 * Thread-safe; close it after the client.
 */
public final class ChatSound implements AutoCloseable {
  private final CallSound sound;
  private volatile Consumer<SoundNotice> notices = notice -> {};
  private volatile Runnable bell = () -> {};

  public ChatSound(SoundSystem system, Optional<Path> said, Optional<Path> heard) {
    this.sound =
        new CallSound(
            system,
            Sound.of(AudioIn.SAMPLE_RATE, new double[AudioIn.BLOCK]),
            said,
            heard,
            notice -> notices.accept(notice),
            () -> bell.run());
  }

  CallSound sound() {
    return sound;
  }

  void tell(Consumer<SoundNotice> listener) {
    notices = listener;
  }

  /** Rung where there is no loudspeaker. */
  void ringWith(Runnable terminalBell) {
    bell = terminalBell;
  }

  @Override
  public void close() {
    sound.close();
  }
}
