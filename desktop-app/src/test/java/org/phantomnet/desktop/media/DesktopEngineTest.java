package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.engine.port.MediaSession.SelectedPath;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;

/** Real engines in real children, a relay in memory between them. */
class DesktopEngineTest {
  private final Tone alicesAudio = new Tone(440);
  private final Tone bobsAudio = new Tone(700);
  private final MemoryRelay relay = new MemoryRelay();
  @TempDir private Path temporary;
  private DesktopEngine engine;
  private DesktopEngine bobsEngine;
  private Side alice;
  private Side bob;

  @BeforeEach
  void start() {
    engine =
        new DesktopEngine(new ChildLauncher(ChildLauncher.java(), temporary, true), alicesAudio);
    bobsEngine =
        new DesktopEngine(new ChildLauncher(ChildLauncher.java(), temporary, true), bobsAudio);
    alice = new Side(relay, 50_001);
    bob = new Side(relay, 50_002);
  }

  @AfterEach
  void stop() {
    engine.close();
    bobsEngine.close();
    relay.close();
  }

  private void connect() {
    alice.open(engine, Optional.empty());
    bob.open(bobsEngine, Optional.of(alice.asRemote()));
    alice.session().connect(bob.asRemote());
    Side.await(alice.connected);
    Side.await(bob.connected);
  }

  private void talk() throws InterruptedException {
    connect();
    alice.session().openGate();
    bob.session().openGate();
    Side.await(alice.firstAudio);
    Side.await(bob.firstAudio);
  }

  @Test
  @Covers({"ENG-17", "ENG-18", "ENG-24", "ENG-53"})
  @Adversary("ADV-10")
  void call_isHeardBothWays_andReleasedAtOnce() throws Exception {
    talk();

    assertTrue(alicesAudio.loud.await(10, TimeUnit.SECONDS));
    assertTrue(bobsAudio.loud.await(10, TimeUnit.SECONDS));
    assertTrue(alicesAudio.ratio(700, 440) > 20);
    assertTrue(bobsAudio.ratio(440, 700) > 20);
    assertEquals(new SelectedPath("relay", "relay", "udp"), Side.await(alice.connected));
    assertTrue(Side.await(alice.stats).packetsReceived() > 0);
    ProcessHandle child = alice.child();
    alice.session().close();
    bob.session().close();
    assertTrue(alice.released.get(1, TimeUnit.SECONDS));
    assertTrue(bob.released.get(1, TimeUnit.SECONDS));
    assertFalse(child.isAlive());
    assertEquals(0, alicesAudio.openPorts.get() + bobsAudio.openPorts.get());
    assertEquals(List.of("gathered", "connected", "firstAudio", "released"), alice.order);
  }

  @Test
  @Covers({"ENG-19", "ENG-50"})
  @Adversary("ADV-58")
  void closedGate_sendsNoMedia_andOpensNoDevice() throws Exception {
    connect();

    assertFalse(alice.tunnel.media.tryAcquire(1_500, TimeUnit.MILLISECONDS));
    assertFalse(bob.tunnel.media.tryAcquire());
    assertEquals(0, alicesAudio.everOpened.get() + bobsAudio.everOpened.get());
  }

  @Test
  @Covers({"ENG-19", "ENG-50"})
  @Adversary({"ADV-01", "ADV-58"})
  void gateOpenedByTheOtherSideOnly_sendsNothingBack_andOpensNoDevice() throws Exception {
    connect();

    bob.session().openGate();

    assertTrue(bob.tunnel.speech.tryAcquire(50, 10, TimeUnit.SECONDS));
    assertFalse(alice.tunnel.media.tryAcquire());
    assertEquals(0, alicesAudio.everOpened.get());
    assertFalse(alice.firstAudio.isDone());
    alice.session().openGate();
    Side.await(alice.firstAudio);
    Side.await(bob.firstAudio);
  }

  @Test
  void gate_beforeTheConnection_isRefused() {
    alice.open(engine, Optional.empty());
    Side.await(alice.gathered);

    assertThrows(IllegalStateException.class, () -> alice.session().openGate());
  }

  @Test
  @Covers({"ENG-20", "ENG-22", "ENG-23"})
  @Adversary("ADV-44")
  void speechAndMute_haveOnePacketSizeAndPace() throws Exception {
    talk();
    assertTrue(alice.tunnel.speech.tryAcquire(50, 10, TimeUnit.SECONDS));

    alice.session().setMuted(true);
    alice.tunnel.speech.drainPermits();
    long start = System.nanoTime();
    assertTrue(alice.tunnel.speech.tryAcquire(100, 10, TimeUnit.SECONDS));
    long took = System.nanoTime() - start;

    assertEquals(Set.of(102), alice.tunnel.speechSizes); // 12 of RTP header, 80 of Opus, 10 of tag
    assertEquals(2_000, took / 1e6, 400);
    bobsAudio.heard.clear();
    assertTrue(alice.tunnel.speech.tryAcquire(20, 10, TimeUnit.SECONDS));
    assertTrue(bobsAudio.power(440) < 1e6);
  }

  @Test
  @Covers("WIRE-7")
  @Adversary("ADV-44")
  void heldSession_neitherSaysNorPlays_andGoesOnAfterwards() throws Exception {
    talk();

    alice.session().setHeld(true);
    alice.tunnel.speech.drainPermits();
    assertTrue(alice.tunnel.speech.tryAcquire(100, 10, TimeUnit.SECONDS));
    bobsAudio.heard.clear();
    alicesAudio.heard.clear();
    assertTrue(alice.tunnel.speech.tryAcquire(20, 10, TimeUnit.SECONDS));
    assertTrue(bobsAudio.power(440) < 1e6);
    assertTrue(alicesAudio.heard.stream().allMatch(block -> AudioBlock.level(block) == 0));

    alice.session().setHeld(false);
    assertTrue(alice.tunnel.speech.tryAcquire(100, 10, TimeUnit.SECONDS));
    alicesAudio.heard.clear();
    assertTrue(alice.tunnel.speech.tryAcquire(20, 10, TimeUnit.SECONDS));
    assertTrue(alicesAudio.heard.stream().anyMatch(block -> AudioBlock.level(block) > 150));
    assertEquals(Set.of(102), alice.tunnel.speechSizes);
  }

  @Test
  @Covers({"ENG-52", "ENG-53"})
  @Adversary("ADV-10")
  void killedChild_endsItsCallOnly() throws Exception {
    talk();

    alice.child().destroyForcibly();

    assertEquals(FailureReason.ENGINE_DIED, Side.await(alice.failed));
    Side.await(alice.released);
    assertEquals(0, alicesAudio.openPorts.get());
    assertEquals(
        List.of("failed", "released"),
        alice.order.subList(alice.order.size() - 2, alice.order.size()));
    assertFalse(bob.failed.isDone());
    Side again = new Side(relay, 50_003).open(engine, Optional.empty());
    Side.await(again.gathered);
  }

  @Test
  @Covers("ENG-51")
  @Adversary("ADV-25")
  void certificateOfSomebodyElse_endsTheSession() {
    alice.open(engine, Optional.empty());
    bob.open(bobsEngine, Optional.of(alice.asRemote()));
    MediaEndpoint.Remote right = bob.asRemote();
    ConnectionParameters p = right.parameters();
    ConnectionParameters wrong =
        new ConnectionParameters(
            p.iceUfrag(),
            p.icePwd(),
            Bytes.copyOf(new byte[32]),
            p.codecs(),
            p.maxAudioBitrate(),
            0);

    alice.session().connect(new MediaEndpoint.Remote(wrong, right.admitted()));

    assertTrue(
        Set.of(FailureReason.DTLS_FAILED, FailureReason.FINGERPRINT_MISMATCH)
            .contains(Side.await(alice.failed)));
    assertFalse(alice.connected.isDone());
    Side.await(alice.released);
  }

  @Test
  @Covers("ENG-16")
  void otherSideWithoutOpus_isRefused_withoutAnAbort() {
    alice.open(engine, Optional.empty());
    bob.open(bobsEngine, Optional.of(alice.asRemote()));
    MediaEndpoint.Remote right = bob.asRemote();
    ConnectionParameters p = right.parameters();
    ConnectionParameters silent =
        new ConnectionParameters(
            p.iceUfrag(),
            p.icePwd(),
            p.dtlsFingerprint(),
            List.of(Codec.VP8),
            p.maxAudioBitrate(),
            0);

    alice.session().connect(new MediaEndpoint.Remote(silent, right.admitted()));

    assertEquals(FailureReason.ENGINE_REFUSED, Side.await(alice.failed));
  }

  @Test
  @Adversary("ADV-38")
  void relay_thatRefusesTheGrant_endsTheSession() {
    alice.tunnel.refuseAll();
    alice.open(engine, Optional.empty());

    assertEquals(FailureReason.ICE_FAILED, Side.await(alice.failed));
    Side.await(alice.released);
  }

  @Test
  @Covers("ENG-7")
  void fastWithoutAStunServer_andPrivateWithOne_areRefused() {
    MediaEndpoint.StunServer stun =
        new MediaEndpoint.StunServer(Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 53}), 3_478);

    alice.open(engine, CallMode.FAST, Optional.empty());
    bob.open(engine, CallMode.PRIVATE, Optional.of(stun), Optional.empty());

    for (Side side : List.of(alice, bob)) {
      assertEquals(FailureReason.ENGINE_REFUSED, Side.await(side.failed));
      Side.await(side.released);
    }
  }

  @Test
  @Covers("ENG-21")
  void paranoid_sendsSixtyMillisecondsAPacket() throws Exception {
    alice.open(engine, CallMode.PARANOID, Optional.empty());
    bob.open(bobsEngine, CallMode.PARANOID, Optional.of(alice.asRemote()));
    alice.session().connect(bob.asRemote());
    Side.await(alice.connected);
    Side.await(bob.connected);

    alice.session().openGate();
    bob.session().openGate();

    assertTrue(alice.tunnel.speech.tryAcquire(20, 10, TimeUnit.SECONDS));
    assertEquals(Set.of(262), alice.tunnel.speechSizes);
  }

  @Test
  @Covers({"ENG-17", "ENG-44"})
  void tenQuickStartsAndStops_neverAbort_andLeaveNothing() {
    for (int i = 0; i < 10; i++) {
      Side quick =
          new Side(relay, 50_010 + i).open(i % 2 == 0 ? engine : bobsEngine, Optional.empty());
      if (i % 3 != 0) {
        Side.await(quick.gathered);
      }
      quick.session().close();
      Side.await(quick.released);
      assertFalse(quick.failed.isDone());
    }
    engine.close();
    bobsEngine.close();
  }

  @Test
  void closedEngine_refuses_andEndsItsSessions() {
    alice.open(engine, Optional.empty());
    Side.await(alice.gathered);

    engine.close();

    Side.await(alice.released);
    bob.open(engine, Optional.empty());
    assertEquals(FailureReason.ENGINE_REFUSED, Side.await(bob.failed));
  }
}
