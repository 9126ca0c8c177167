package org.phantomnet.engine.port;

import java.time.Duration;
import java.util.List;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.ConnectionParameters;

/**
 * One media connection. Methods return at once and may be called from any thread; results come to
 * the {@link Listener}. Until {@link #openGate} no device is open, every m-line is inactive and no
 * sample reaches the engine.
 */
public interface MediaSession extends AutoCloseable {
  /**
   * Caller only: connects to the answering engine. In Fast nothing is gathered before this (the
   * callee's session is opened with the other side known, so it gathers at once).
   */
  void connect(MediaEndpoint.Remote remote);

  /** More remote candidates, each admitted by {@code engine.privacy}; Fast only, after connect. */
  void addCandidates(List<Candidate> admitted);

  /**
   * Opens media both ways, locally, with nothing on the wire. Called once, by the media gate only.
   */
  void openGate();

  /** Muting sends silence at the same constant rate. */
  void setMuted(boolean muted);

  /**
   * Holding sends silence as muting does, and plays nothing of the other side; nothing of it shows
   * on the wire. Any thread, any number of times, before the gate opened too.
   */
  void setHeld(boolean held);

  /**
   * A session that succeeds this one has the microphone from the return on, or gives it back: until
   * then silence is sent in its place. What is played, and whether either is muted, stays. Any
   * thread, any number of times.
   */
  void yieldMicrophone(boolean yielded);

  /**
   * From the return on no picture of this side is taken unless the choice shows it, and what was
   * taken and is not encoded is dropped. Any thread, any number of times, before the gate opened
   * too; at first {@link PictureChoice#ALL}.
   */
  void setPictures(PictureChoice pictures);

  /** Offers one camera frame; audio-only sessions drop it. */
  void sendFrame(SafeFrame frame);

  /** Releases devices, ends the engine and reports {@link Listener#released}. Idempotent. */
  @Override
  void close();

  /** What a session reports, each on the session's own thread. Must not throw. */
  interface Listener {
    /**
     * The local description is ready. In Private and Paranoid with its relay candidates; in Fast
     * without any, which come by {@link #candidates}.
     */
    void gathered(Local local);

    /** Fast only: further own candidates, after {@link #gathered}; any number of times. */
    void candidates(List<Candidate> found);

    /** ICE and DTLS are connected; {@code path} is what the engine says it selected. */
    void connected(SelectedPath path);

    void interrupted();

    void stats(Stats stats);

    /** First audible sample from the other side was handed to the speaker (or file). */
    void firstAudio();

    /**
     * The engine is gone without having been closed. At most once; nothing follows but {@link
     * #released}.
     */
    void failed(FailureReason reason);

    /** The engine's process and devices are gone. Always the last report, exactly once. */
    void released();
  }

  /** What the local engine gathered. */
  record Local(ConnectionParameters parameters, List<Candidate> candidates, boolean isolated) {
    public Local {
      candidates = List.copyOf(candidates);
    }

    @Override
    public String toString() {
      return "Local";
    }
  }

  /**
   * The candidate pair in use, by class: {@code localType} and {@code remoteType} are ICE type
   * names.
   */
  record SelectedPath(String localType, String remoteType, String protocol) {}

  /** A second of quality figures. */
  record Stats(
      long packetsReceived,
      long packetsLost,
      Duration jitter,
      Duration roundTrip,
      long concealedSamples) {}

  /** Why a session failed. */
  enum FailureReason {
    ENGINE_DIED,
    ENGINE_REFUSED,
    ICE_FAILED,
    DTLS_FAILED,
    FINGERPRINT_MISMATCH
  }
}
