package org.phantomnet.engine.port;

import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.path.FilteredTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * All a media session needs to start.
 *
 * @param dtls the connection's own certificate and key, fresh per connection; stays owned by the
 *     call, which destroys it
 * @param tunnel the only way out in Private and Paranoid; the session pumps packets through it and
 *     never closes it
 * @param grant the TURN credential the engine uses toward the tunnel
 * @param stun present exactly in Fast, where the engine has the network and asks there for its
 *     reflexive address
 * @param remote the other side, already admitted by {@code engine.privacy}; present exactly for the
 *     callee
 * @param succeeds the session of the same engine and call whose microphone and loudspeaker the new
 *     one takes over when its gate opens: no device is opened twice. The microphone goes to both
 *     until the old one is closed; the old one is played until the new one's first block with
 *     sound, or 300 ms after the new gate opened. Either may be closed or die first
 */
public record MediaEndpoint(
    CallMode mode,
    MediaKind media,
    DtlsIdentity dtls,
    FilteredTunnel tunnel,
    RelayGrant grant,
    Optional<StunServer> stun,
    Optional<Remote> remote,
    Optional<MediaSession> succeeds) {

  /**
   * A UDP listener that answers Binding requests (RFC 8489).
   *
   * @param address 4 or 16 bytes
   */
  public record StunServer(Bytes address, int port) {
    @Override
    public String toString() {
      return "StunServer";
    }
  }

  /** The other engine: its parameters and the candidates that were admitted, nothing else. */
  public record Remote(ConnectionParameters parameters, List<Candidate> admitted) {
    public Remote {
      admitted = List.copyOf(admitted);
    }

    @Override
    public String toString() {
      return "Remote";
    }
  }

  @Override
  public String toString() {
    return "MediaEndpoint";
  }
}
