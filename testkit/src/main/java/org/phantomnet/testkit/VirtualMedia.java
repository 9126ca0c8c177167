package org.phantomnet.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession.SelectedPath;
import org.phantomnet.protocol.signal.Candidate;

/**
 * Where virtual engines find each other: two sessions connect when each was told of the other and
 * the relays are up.
 */
public final class VirtualMedia {
  private final VirtualTime time;
  private final VirtualRelays relays;
  private final List<VirtualSession> sessions = new ArrayList<>();

  public VirtualMedia(VirtualTime time, VirtualRelays relays) {
    this.time = time;
    this.relays = relays;
  }

  VirtualTime time() {
    return time;
  }

  VirtualRelays relays() {
    return relays;
  }

  void add(VirtualSession session) {
    sessions.add(session);
  }

  /** Every session that any engine ever opened, oldest first. */
  public List<VirtualSession> sessions() {
    return List.copyOf(sessions);
  }

  public long running() {
    return sessions.stream().filter(session -> !session.isReleased()).count();
  }

  /** Someone learned of its peer, or came back: connects it if the other side is ready too. */
  void tryConnect(VirtualSession session) {
    Optional<VirtualSession> peer = peerOf(session);
    if (peer.isPresent() && session.canConnect() && peer.get().canConnect()) {
      time.after(
          Duration.ofMillis(120),
          () -> {
            VirtualSession other = peer.get();
            SelectedPath mine = path(session, other);
            SelectedPath theirs = path(other, session);
            session.connected(other, mine);
            other.connected(session, theirs);
          });
    }
  }

  private Optional<VirtualSession> peerOf(VirtualSession session) {
    return sessions.stream()
        .filter(other -> other != session && names(session, other) && names(other, session))
        .findFirst();
  }

  /** ICE's own check: user fragment, password, and an address the other side really has. */
  private static boolean names(VirtualSession session, VirtualSession other) {
    Optional<MediaEndpoint.Remote> remote = session.remote();
    return remote.isPresent()
        && remote.get().parameters().iceUfrag().equals(other.ufrag())
        && remote.get().parameters().icePwd().equals(other.pwd())
        && (session.isFast()
            ? VirtualIce.pair(session, other).isPresent()
            : remote.get().admitted().stream().anyMatch(known -> stands(known, other.candidate())));
  }

  private static SelectedPath path(VirtualSession session, VirtualSession other) {
    return session.isFast()
        ? VirtualIce.pair(session, other).orElseThrow()
        : new SelectedPath("relay", "relay", "udp");
  }

  /** Priorities are not the same: what is sent says less than what the engine found (WIRE-2). */
  static boolean stands(Candidate known, Candidate found) {
    return known.type() == found.type()
        && known.address().equals(found.address())
        && known.port() == found.port();
  }
}
