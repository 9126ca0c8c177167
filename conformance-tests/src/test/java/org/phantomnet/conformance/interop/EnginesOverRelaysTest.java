package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
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
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.relay.forward.ForwardMode;

/** Two real media engines, each in its child, over guarded UDP tunnels and two real relays. */
@Timeout(60)
final class EnginesOverRelaysTest {

  @Test
  @Adversary({"ADV-38", "ADV-58"})
  void call_isHeardBothWays_onlyAfterBothGates_andEndsWithItsRelay() throws Exception {
    try (Side alice = new Side(10, "north", 440);
        Side bob = new Side(20, "south", 700)) {
      alice.open(Optional.empty());
      bob.open(Optional.of(alice.local()));
      alice.tunnel.admitRemote(bob.candidate());
      alice.session().connect(bob.local());
      assertEquals("relay", await(alice.connected).localType());
      assertEquals("relay", await(bob.connected).remoteType());
      assertFalse(alice.firstAudio.isDone());

      alice.openGate();
      bob.openGate();

      await(alice.firstAudio);
      await(bob.firstAudio);
      assertTrue(await(alice.stats).packetsReceived() > 0);
      assertEquals(Map.of(), media(alice.tunnel.refused()));
      assertEquals(0, alice.tunnel.packetsOutsidePolicy() + bob.tunnel.packetsOutsidePolicy());
      assertEquals(0, alice.lost.get() + bob.lost.get());

      alice.relay.close();
      await(alice.gone);
      alice.session().close();
      await(alice.released);
      assertFalse(alice.failed.isDone());
    }
  }

  private static Map<String, Integer> media(Map<String, Integer> refused) {
    return Map.copyOf(
        refused.entrySet().stream()
            .filter(e -> e.getKey().endsWith("GATE_CLOSED"))
            .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  /** A relay, a tunnel to it, and an engine behind it. */
  private static final class Side implements AutoCloseable, MediaSession.Listener {
    private final CompletableFuture<MediaSession.Local> gathered = new CompletableFuture<>();
    private final CompletableFuture<MediaSession.SelectedPath> connected =
        new CompletableFuture<>();
    private final CompletableFuture<MediaSession.Stats> stats = new CompletableFuture<>();
    private final CompletableFuture<Boolean> firstAudio = new CompletableFuture<>();
    private final CompletableFuture<MediaSession.FailureReason> failed = new CompletableFuture<>();
    private final CompletableFuture<Boolean> released = new CompletableFuture<>();
    private final CompletableFuture<Boolean> gone = new CompletableFuture<>();
    private final AtomicInteger lost = new AtomicInteger();
    private final SystemRandom random = new SystemRandom();
    private final DtlsIdentity dtls = DtlsIdentity.generate(random, Clock.systemUTC());
    private final MediaGate gate = new MediaGate();
    private final DesktopEngine engine;
    private final LiveRelay relay;
    private final RelayGrant grant;
    private final GuardedTunnel tunnel;
    private Optional<MediaSession> session = Optional.empty();

    Side(int network, String name, double hertz) throws Exception {
      engine = new DesktopEngine(new Tone(hertz));
      relay =
          new LiveRelay(
              Bytes.copyOf(new byte[] {127, (byte) network, 0, 1}), name, ForwardMode.STRICT);
      grant = relay.grant();
      tunnel =
          GuardedTunnel.open(
              UdpTunnel.factory(),
              relay.listed(),
              grant,
              CallMode.PRIVATE,
              gate,
              random,
              RateWatch.of(CallMode.PRIVATE, System::nanoTime),
              Optional.empty(),
              () -> {
                lost.incrementAndGet();
                gone.complete(true);
              });
    }

    void open(Optional<MediaEndpoint.Remote> remote) {
      remote.ifPresent(r -> tunnel.admitRemote(r.admitted().get(0)));
      session =
          Optional.of(
              engine.open(
                  new MediaEndpoint(
                      CallMode.PRIVATE,
                      MediaKind.AUDIO,
                      dtls,
                      tunnel,
                      grant,
                      Optional.empty(),
                      remote,
                      Optional.empty()),
                  this));
    }

    MediaSession session() {
      return session.orElseThrow();
    }

    MediaEndpoint.Remote local() throws Exception {
      MediaSession.Local local = await(gathered);
      return new MediaEndpoint.Remote(local.parameters(), local.candidates());
    }

    Candidate candidate() throws Exception {
      return local().admitted().get(0);
    }

    void openGate() {
      gate.keysConfirmed();
      gate.transportConnected();
      gate.accepted();
      session().openGate();
    }

    @Override
    public void gathered(MediaSession.Local local) {
      gathered.complete(local);
    }

    @Override
    public void connected(MediaSession.SelectedPath path) {
      connected.complete(path);
    }

    @Override
    public void interrupted() {}

    @Override
    public void stats(MediaSession.Stats figures) {
      stats.complete(figures);
    }

    @Override
    public void firstAudio() {
      firstAudio.complete(true);
    }

    @Override
    public void failed(MediaSession.FailureReason reason) {
      failed.complete(reason);
    }

    @Override
    public void candidates(List<Candidate> found) {
      // none but in Fast
    }

    @Override
    public void released() {
      released.complete(true);
    }

    @Override
    public void close() {
      engine.close();
      tunnel.close();
      relay.close();
      dtls.close();
    }
  }

  /** A tone in, nothing kept. */
  private record Tone(double hertz) implements AudioPorts {
    @Override
    public AudioIn openIn() {
      return new AudioIn() {
        private long at;

        @Override
        public void read(short[] block) {
          for (int i = 0; i < block.length; i++) {
            block[i] = (short) (8_000 * Math.sin(2 * Math.PI * hertz * at++ / SAMPLE_RATE));
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public AudioOut openOut() {
      return new AudioOut() {
        @Override
        public void write(short[] block) {}

        @Override
        public void close() {}
      };
    }
  }
}
