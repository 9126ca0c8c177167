package org.phantomnet.conformance.interop;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.media.AudioPorts;
import org.phantomnet.desktop.media.DesktopEngine;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.path.RateWatch;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.mixnet.tunnel.UdpTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.turn.TurnConfig;
import org.phantomnet.relay.turn.TurnServer;

/** A real engine, its tunnel, its relay, and a {@link Wiretap} on the way between the last two. */
final class CapturedSide implements AutoCloseable, MediaSession.Listener {
  private static final int MIN_PORT = 49_500;
  private static final int MAX_PORT = 49_599;
  private static final byte[] SECRET = "a secret of the test".getBytes(StandardCharsets.US_ASCII);

  private final CompletableFuture<MediaSession.Local> gathered = new CompletableFuture<>();
  private final CompletableFuture<MediaSession.SelectedPath> connected = new CompletableFuture<>();
  private final CompletableFuture<Boolean> firstAudio = new CompletableFuture<>();
  private final SystemRandom random = new SystemRandom();
  private final DtlsIdentity dtls = DtlsIdentity.generate(random, Clock.systemUTC());
  private final MediaGate gate = new MediaGate();
  private final CallMode mode;
  private final DesktopEngine engine;
  private final TurnServer server;
  private final Wiretap tap;
  private final RelayGrant grant;
  private final GuardedTunnel tunnel;
  private Optional<MediaSession> session = Optional.empty();

  CapturedSide(CallMode mode, int network, String name, AudioPorts audio) throws Exception {
    this.mode = mode;
    engine = new DesktopEngine(audio);
    Bytes address = Bytes.copyOf(new byte[] {127, (byte) network, 0, 1});
    String realm = name + ".example";
    SharedSecret secret = SharedSecret.of(SECRET);
    server =
        TurnServer.start(
            new TurnConfig(
                List.of(new TurnConfig.Listener(TurnConfig.ListenerKind.UDP, address, 0)),
                List.of(new TurnConfig.Relayed(address)),
                MIN_PORT,
                MAX_PORT,
                realm,
                secret,
                TurnLimits.DEFAULT,
                ForwardMode.STRICT,
                List.of(new IpPrefix(Bytes.copyOf(new byte[] {127, 0, 0, 0}), 8)),
                1));
    tap = new Wiretap(address, server.addresses().get(0).port());
    RelayDescriptor descriptor =
        new RelayDescriptor(
            random.bytes(32),
            List.of(
                new RelayDescriptor.Listener(
                    RelayDescriptor.ListenerKind.UDP, address, tap.port())),
            List.of(address),
            MIN_PORT,
            MAX_PORT,
            "",
            "test",
            1,
            realm,
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            Instant.MAX);
    ListedRelay relay = new ListedRelay(random.bytes(32), name, descriptor);
    String user = SharedSecretCredentials.newUsername(Instant.now(), random);
    String password = new SharedSecretCredentials(secret).password(user);
    grant = new RelayGrant(relay.relayId(), user, password, Instant.MAX);
    tunnel =
        GuardedTunnel.open(
            UdpTunnel.factory(),
            relay,
            grant,
            gate,
            random,
            RateWatch.of(mode, System::nanoTime),
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
    caller.open(Optional.empty());
    callee.open(Optional.of(caller.remote()));
    caller.tunnel.admitRemote(callee.local().candidates().get(0));
    caller.session().connect(callee.remote());
    await(caller.connected);
    await(callee.connected);
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
                    mode,
                    MediaKind.AUDIO,
                    dtls,
                    tunnel,
                    grant,
                    Optional.empty(),
                    remote,
                    Optional.empty()),
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
    server.close();
    dtls.close();
  }
}
