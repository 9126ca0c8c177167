package org.phantomnet.desktop.media.pipe;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.security.auth.Destroyable;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;

/** What the client tells its media child. */
public sealed interface ToChild {

  /**
   * Starts the one connection of this child. Holds the connection's private key: close it once it
   * is written or used.
   */
  final class Open implements ToChild, Destroyable, AutoCloseable {
    private final boolean offerer;
    private final AudioShape shape;
    private final Optional<MediaEndpoint.StunServer> stun;
    private final String certificatePem;
    private final byte[] privateKeyPem;
    private final String user;
    private final String password;

    /**
     * @param stun present exactly in Fast, where ICE may use every path; relays only without it
     * @param privateKeyPem copied
     */
    public Open(
        boolean offerer,
        AudioShape shape,
        Optional<MediaEndpoint.StunServer> stun,
        String certificatePem,
        byte[] privateKeyPem,
        String user,
        String password) {
      this.offerer = offerer;
      this.shape = shape;
      this.stun = stun;
      this.certificatePem = certificatePem;
      this.privateKeyPem = privateKeyPem.clone();
      this.user = user;
      this.password = password;
    }

    public boolean offerer() {
      return offerer;
    }

    public AudioShape shape() {
      return shape;
    }

    /** The server to ask for the own reflexive address; empty in Private and Paranoid. */
    public Optional<MediaEndpoint.StunServer> stun() {
      return stun;
    }

    public String certificatePem() {
      return certificatePem;
    }

    /** The array itself, wiped by {@link #close}. */
    public byte[] privateKeyPem() {
      return privateKeyPem;
    }

    public String user() {
      return user;
    }

    public String password() {
      return password;
    }

    @Override
    public void close() {
      Arrays.fill(privateKeyPem, (byte) 0);
    }
  }

  /**
   * The other engine; after {@link Open}, at once for the answerer, on the answer for the offerer.
   */
  record Remote(ConnectionParameters parameters, List<Candidate> candidates) implements ToChild {
    public static final int MAX_CANDIDATES = 8;

    public Remote {
      candidates = List.copyOf(candidates);
      if (candidates.size() > MAX_CANDIDATES) {
        throw new IllegalArgumentException("candidates");
      }
    }

    @Override
    public String toString() {
      return "Remote";
    }
  }

  /** More candidates of the other engine, after {@link Remote}, in Fast only. */
  record RemoteCandidates(List<Candidate> candidates) implements ToChild {
    public RemoteCandidates {
      candidates = List.copyOf(candidates);
      if (candidates.isEmpty() || candidates.size() > Trickle.MAX_BATCH) {
        throw new IllegalArgumentException("candidates");
      }
    }

    @Override
    public String toString() {
      return "RemoteCandidates";
    }
  }

  /** A packet from the relay for the local socket {@code port} of the child. */
  record Packet(int port, Bytes packet) implements ToChild {}

  /** Media may flow. */
  record OpenGate() implements ToChild {}

  /** A block of the microphone, {@link AudioBlock}. */
  record Audio(Bytes block) implements ToChild {}

  /**
   * The connection carries video too; before {@link Open}.
   *
   * @param codecs the video codecs of this engine, in order of preference
   * @param directory where the two files of {@link FrameRing} are
   */
  record Video(List<Codec> codecs, String directory) implements ToChild {
    /** Longest name of a directory. */
    public static final int MAX_DIRECTORY = 512;

    public Video {
      codecs = List.copyOf(codecs);
      if (codecs.isEmpty()
          || codecs.contains(Codec.OPUS)
          || codecs.stream().distinct().count() != codecs.size()
          || directory.length() > MAX_DIRECTORY) {
        throw new IllegalArgumentException("video");
      }
    }
  }

  /** A picture to send is in that place of the ring. */
  record Frame(int slot) implements ToChild {}

  /** Whether the pictures from now on are a screen's, whose text wants their size kept. */
  record Content(boolean text) implements ToChild {}

  /** How much video to send from now on: a step of the ladder, 0 for none. */
  record Step(int step) implements ToChild {}

  /** Whether pictures of this side leave, from now on; at first they do. */
  record Show(boolean shown) implements ToChild {}

  /** The person fell silent: what was said and waits to be sent is dropped. */
  record Hush() implements ToChild {}

  /** End at once. */
  record Close() implements ToChild {}
}
