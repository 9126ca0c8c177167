package org.phantomnet.desktop.media.pipe;

import java.time.Duration;
import java.util.List;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.Candidate;

/**
 * What the media child reports. The client believes none of it: the child parses what strangers
 * send.
 */
public sealed interface FromChild {

  /** The native engine is loaded; sent once, before anything else. */
  record Ready() implements FromChild {}

  /** The engine's own ICE credentials; its candidates too, but for Fast. */
  record Gathered(String iceUfrag, String icePwd, List<Candidate> candidates) implements FromChild {
    public Gathered {
      candidates = List.copyOf(candidates);
    }

    @Override
    public String toString() {
      return "Gathered";
    }
  }

  /** Further candidates of its own, after {@link Gathered}, in Fast only. */
  record OwnCandidates(List<Candidate> candidates) implements FromChild {
    public OwnCandidates {
      candidates = List.copyOf(candidates);
      if (candidates.isEmpty() || candidates.size() > Trickle.MAX_BATCH) {
        throw new IllegalArgumentException("candidates");
      }
    }

    @Override
    public String toString() {
      return "OwnCandidates";
    }
  }

  /** A packet of the engine's, from its local socket {@code port}. */
  record Packet(int port, Bytes packet) implements FromChild {}

  /** A block that was heard, {@link AudioBlock}. */
  record Audio(Bytes block) implements FromChild {}

  /**
   * ICE and DTLS are connected, the first time or again.
   *
   * @param fingerprint SHA-256 of the certificate the other side showed, 32 bytes
   */
  record Connected(Bytes fingerprint, PathType local, PathType remote, boolean udp)
      implements FromChild {}

  record Interrupted() implements FromChild {}

  record Stats(MediaSession.Stats stats) implements FromChild {}

  /** A picture that was decoded is in that place of the ring. */
  record Frame(int slot) implements FromChild {}

  /**
   * How the other side gets the video, as it says itself; each second.
   *
   * @param lost of a thousand packets of the last while, at most 1000
   */
  record VideoFigures(int lost, Duration roundTrip) implements FromChild {
    /** All of them. */
    public static final int ALL = 1_000;
  }

  /** Goodbye was said on the wire; the client may kill the child now. */
  record Closed() implements FromChild {}

  record Failed(MediaSession.FailureReason reason) implements FromChild {}

  /** ICE candidate types of RFC 8445 section 4. */
  enum PathType {
    HOST("host"),
    SERVER_REFLEXIVE("srflx"),
    PEER_REFLEXIVE("prflx"),
    RELAY("relay");

    private final String text;

    PathType(String text) {
      this.text = text;
    }

    /** The name ICE uses. */
    public String text() {
      return text;
    }
  }
}
