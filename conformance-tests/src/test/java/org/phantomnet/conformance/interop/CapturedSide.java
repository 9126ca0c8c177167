package org.phantomnet.conformance.interop;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.media.AudioPorts;
import org.phantomnet.desktop.media.DesktopEngine;
import org.phantomnet.desktop.media.VideoPorts;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.path.RateWatch;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.mixnet.tunnel.UdpTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.relay.forward.ForwardMode;

/** A real engine, its tunnel, its relay, and a {@link Wiretap} on the way between the last two. */
final class CapturedSide implements AutoCloseable, MediaSession.Listener {
  private final CompletableFuture<MediaSession.Local> gathered = new CompletableFuture<>();
  private final CompletableFuture<MediaSession.SelectedPath> connected = new CompletableFuture<>();
  private final CompletableFuture<Boolean> firstAudio = new CompletableFuture<>();
  private final SystemRandom random = new SystemRandom();
  private final DtlsIdentity dtls = DtlsIdentity.generate(random, Clock.systemUTC());
  private final MediaGate gate = new MediaGate();
  private final CallMode mode;
  private final MediaKind media;
  private final DesktopEngine engine;
  private final LiveRelay relay;
  private final Wiretap tap;
  private final RelayGrant grant;
  private final GuardedTunnel tunnel;
  private Optional<MediaSession> session = Optional.empty();

  CapturedSide(CallMode mode, int network, String name, AudioPorts audio) throws Exception {
    this(mode, MediaKind.AUDIO, network, name, new DesktopEngine(audio));
  }

  /** With pictures too. */
  CapturedSide(CallMode mode, int network, String name, AudioPorts audio, VideoPorts video)
      throws Exception {
    this(mode, MediaKind.AUDIO_VIDEO, network, name, new DesktopEngine(audio, video));
  }

  private CapturedSide(
      CallMode mode, MediaKind media, int network, String name, DesktopEngine engine)
      throws Exception {
    this.mode = mode;
    this.media = media;
    this.engine = engine;
    relay =
        new LiveRelay(
            Bytes.copyOf(new byte[] {127, (byte) network, 0, 1}), name, ForwardMode.STRICT);
    tap = new Wiretap(relay.address(), relay.port());
    grant = relay.grant();
    tunnel =
        GuardedTunnel.open(
            UdpTunnel.factory(),
            relay.listedAt(tap.port()),
            grant,
            mode,
            gate,
            random,
            RateWatch.of(mode, media, System::nanoTime),
            Optional.empty(),
            () -> {});
  }

  Wiretap tap() {
    return tap;
  }

  GuardedTunnel tunnel() {
    return tunnel;
  }

  MediaSession session() {
    return session.orElseThrow();
  }

  /** Until both can hear each other. */
  static void connect(CapturedSide caller, CapturedSide callee) throws Exception {
    connect(caller, callee, () -> {});
  }

  /** The same; {@code ready} runs when the two are connected and no gate is open. */
  static void connect(CapturedSide caller, CapturedSide callee, Runnable ready) throws Exception {
    caller.open(Optional.empty());
    callee.open(Optional.of(caller.remote()));
    caller.tunnel.admitRemote(callee.local().candidates().get(0));
    caller.session().connect(callee.remote());
    await(caller.connected);
    await(callee.connected);
    ready.run();
    for (CapturedSide side : List.of(caller, callee)) {
      side.gate.keysConfirmed();
      side.gate.transportConnected();
      side.gate.accepted();
      side.session().openGate();
    }
    await(caller.firstAudio);
  }

  private void open(Optional<MediaEndpoint.Remote> remote) {
    remote.ifPresent(r -> tunnel.admitRemote(r.admitted().get(0)));
    session =
        Optional.of(
            engine.open(
                new MediaEndpoint(
                    mode, media, dtls, tunnel, grant, Optional.empty(), remote, Optional.empty()),
                this));
  }

  /** Without a call. */
  MediaSession.Local gather() throws Exception {
    open(Optional.empty());
    return local();
  }

  MediaSession.Local local() throws Exception {
    return await(gathered);
  }

  private MediaEndpoint.Remote remote() throws Exception {
    return new MediaEndpoint.Remote(local().parameters(), local().candidates());
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  @Override
  public void gathered(MediaSession.Local local) {
    gathered.complete(local);
  }

  @Override
  public void candidates(List<Candidate> found) {
    // none but in Fast
  }

  @Override
  public void connected(MediaSession.SelectedPath path) {
    connected.complete(path);
  }

  @Override
  public void interrupted() {
    // not in these tests
  }

  @Override
  public void stats(MediaSession.Stats figures) {
    // not in these tests
  }

  @Override
  public void firstAudio() {
    firstAudio.complete(true);
  }

  @Override
  public void failed(MediaSession.FailureReason reason) {
    connected.completeExceptionally(new AssertionError(reason));
  }

  @Override
  public void released() {
    // not in these tests
  }

  @Override
  public void close() {
    engine.close();
    tunnel.close();
    tap.close();
    relay.close();
    dtls.close();
  }
}
