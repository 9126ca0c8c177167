package org.phantomnet.desktop.media;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.protocol.rule.Rule;

/**
 * The microphone and the loudspeaker of one call, held in common by the sessions that succeed one
 * another in it, so that no device is opened twice. Thread-safe; lives as long as one of the
 * sessions.
 */
final class CallSound implements AudioBridge.Quiet {
  private final AudioPorts ports;
  private Optional<AudioBridge> bridge = Optional.empty();
  private volatile boolean muted;
  private volatile boolean held;

  CallSound(AudioPorts ports) {
    this.ports = ports;
  }

  /** Mute and hold are the call's, whichever session was told of it. */
  @Rule("ENG-83")
  void setMuted(boolean muted) {
    this.muted = muted;
  }

  @Override
  public boolean muted() {
    return muted;
  }

  void setHeld(boolean held) {
    this.held = held;
  }

  @Override
  public boolean held() {
    return held;
  }

  /**
   * Gives a session its part in the sound; opens the ports if no other session of the call has
   * them. May wait for ports that are being closed.
   *
   * @throws IOException if a port cannot be opened; then none is open
   */
  @Rule("ENG-50")
  synchronized AudioBridge.Line join(Consumer<short[]> said, AudioBridge.Events events)
      throws IOException {
    Optional<AudioBridge.Line> joined = bridge.flatMap(open -> open.join(said, events));
    if (joined.isPresent()) {
      return joined.get();
    }
    bridge.ifPresent(AudioBridge::awaitReleased);
    AudioIn in = ports.openIn();
    try {
      AudioBridge started = new AudioBridge(in, ports.openOut(), this, said, events);
      started.start();
      bridge = Optional.of(started);
      return started.first();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
