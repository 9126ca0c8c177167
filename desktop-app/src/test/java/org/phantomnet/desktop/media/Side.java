package org.phantomnet.desktop.media;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.MediaKind;

/** One end of a test connection: an engine's session and what it reported, when. */
final class Side implements MediaSession.Listener {
  final CompletableFuture<MediaSession.Local> gathered = new CompletableFuture<>();
  final CompletableFuture<MediaSession.SelectedPath> connected = new CompletableFuture<>();
  final CompletableFuture<MediaSession.Stats> stats = new CompletableFuture<>();
  final List<MediaSession.SelectedPath> paths = new CopyOnWriteArrayList<>();
  final List<Candidate> found = new CopyOnWriteArrayList<>();
  final CompletableFuture<Boolean> firstAudio = new CompletableFuture<>();
  final CompletableFuture<MediaSession.FailureReason> failed = new CompletableFuture<>();
  final CompletableFuture<Boolean> released = new CompletableFuture<>();
  final List<String> order = new CopyOnWriteArrayList<>();
  final DtlsIdentity dtls = DtlsIdentity.generate(new Random()::nextBytes, Clock.systemUTC());
  final MemoryRelay.Tunnel tunnel;
  private final RelayGrant grant;
  Optional<MediaSession> session = Optional.empty();
  private MediaKind media = MediaKind.AUDIO;
  private Optional<Side> told = Optional.empty();
  private Optional<MediaSession> succeeds = Optional.empty();

  Side(MemoryRelay relay, int relayedPort) {
    grant =
        new RelayGrant(Bytes.copyOf(new byte[32]), "user" + relayedPort, "password", Instant.MAX);
    tunnel = relay.tunnel(relayedPort, grant);
  }

  Side open(DesktopEngine engine, Optional<MediaEndpoint.Remote> remote) {
    return open(engine, CallMode.PRIVATE, remote);
  }

  Side open(DesktopEngine engine, CallMode mode, Optional<MediaEndpoint.Remote> remote) {
    return open(engine, mode, Optional.empty(), remote);
  }

  Side with(MediaKind kind) {
    media = kind;
    return this;
  }

  /** To take over the devices of {@code former} when the gate opens. */
  Side after(Side former) {
    succeeds = former.session;
    return this;
  }

  Side openFast(
      DesktopEngine engine, MediaEndpoint.StunServer stun, Optional<MediaEndpoint.Remote> remote) {
    return open(engine, CallMode.FAST, Optional.of(stun), remote);
  }

  Side open(
      DesktopEngine engine,
      CallMode mode,
      Optional<MediaEndpoint.StunServer> stun,
      Optional<MediaEndpoint.Remote> remote) {
    session =
        Optional.of(
            engine.open(
                new MediaEndpoint(mode, media, dtls, tunnel, grant, stun, remote, succeeds), this));
    return this;
  }

  /** From now on, what this side finds is told to {@code other}, and what it has found. */
  void trickleTo(Side other) {
    synchronized (found) {
      told = Optional.of(other);
      if (!found.isEmpty()) {
        other.session().addCandidates(List.copyOf(found));
      }
    }
  }

  MediaSession session() {
    return session.orElseThrow();
  }

  ProcessHandle child() {
    return ProcessHandle.of(((DesktopSession) session()).childPid()).orElseThrow();
  }

  /** What the other side is told of this one. */
  MediaEndpoint.Remote asRemote() {
    MediaSession.Local local = await(gathered);
    return new MediaEndpoint.Remote(local.parameters(), local.candidates());
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void gathered(MediaSession.Local local) {
    order.add("gathered");
    gathered.complete(local);
  }

  @Override
  public void connected(MediaSession.SelectedPath path) {
    order.add("connected");
    paths.add(path);
    connected.complete(path);
  }

  @Override
  public void interrupted() {
    order.add("interrupted");
  }

  @Override
  public void stats(MediaSession.Stats figures) {
    stats.complete(figures);
  }

  @Override
  public void firstAudio() {
    order.add("firstAudio");
    firstAudio.complete(true);
  }

  @Override
  public void failed(MediaSession.FailureReason reason) {
    order.add("failed");
    failed.complete(reason);
  }

  @Override
  public void candidates(List<Candidate> more) {
    synchronized (found) {
      found.addAll(more);
      told.ifPresent(other -> other.session().addCandidates(more));
    }
  }

  @Override
  public void released() {
    order.add("released");
    released.complete(true);
  }
}
