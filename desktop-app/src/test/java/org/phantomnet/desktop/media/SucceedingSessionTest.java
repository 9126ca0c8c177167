package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** A call that moves from one pair of real children to the next, with a relay in memory. */
class SucceedingSessionTest {
  private final Tone alicesAudio = new Tone(440);
  private final Tone bobsAudio = new Tone(700);
  private final MemoryRelay relay = new MemoryRelay();
  @TempDir private Path temporary;
  private DesktopEngine alices;
  private DesktopEngine bobs;
  private int port = 50_001;

  /** The two ends of one connection. */
  private record Pair(Side alice, Side bob) {
    void openGates() {
      alice.session().openGate();
      bob.session().openGate();
    }

    void close() {
      alice.session().close();
      bob.session().close();
      Side.await(alice.released);
      Side.await(bob.released);
    }
  }

  @BeforeEach
  void start() {
    alices = engine(alicesAudio);
    bobs = engine(bobsAudio);
  }

  private DesktopEngine engine(Tone audio) {
    return new DesktopEngine(new ChildLauncher(ChildLauncher.java(), temporary, true), audio);
  }

  @AfterEach
  void stop() {
    alices.close();
    bobs.close();
    relay.close();
  }

  private Pair connect(Optional<Pair> former) {
    Side alice = new Side(relay, port++);
    Side bob = new Side(relay, port++);
    former.ifPresent(pair -> alice.after(pair.alice));
    former.ifPresent(pair -> bob.after(pair.bob));
    alice.open(alices, Optional.empty());
    bob.open(bobs, Optional.of(alice.asRemote()));
    alice.session().connect(bob.asRemote());
    Side.await(alice.connected);
    Side.await(bob.connected);
    return new Pair(alice, bob);
  }

  private Pair talk(Optional<Pair> former) {
    Pair pair = connect(former);
    pair.openGates();
    Side.await(pair.alice.firstAudio);
    Side.await(pair.bob.firstAudio);
    return pair;
  }

  /** The longest run of blocks without the other side's tone. */
  private static int gap(Tone audio, int from) {
    int gap = 0;
    int longest = 0;
    for (short[] block : audio.heard.subList(from, audio.heard.size())) {
      gap = AudioBlock.level(block) > 150 ? 0 : gap + 1;
      longest = Math.max(longest, gap);
    }
    return longest;
  }

  @Test
  @Covers({"ENG-80", "ENG-82"})
  @Adversary("ADV-39")
  void threeConnectionsInARow_oneMicrophoneAndLoudspeaker_andNoGap() throws Exception {
    Pair first = talk(Optional.empty());
    assertTrue(alicesAudio.loud.await(10, TimeUnit.SECONDS));
    int before = alicesAudio.heard.size();

    Pair second = talk(Optional.of(first));
    first.close();
    Pair third = talk(Optional.of(second));
    second.close();
    assertTrue(third.alice.tunnel.speech.tryAcquire(50, 10, TimeUnit.SECONDS));

    int gap = gap(alicesAudio, before);
    System.out.println("make before break: longest gap " + 10 * gap + " ms");
    assertTrue(gap <= 30, gap + " blocks");
    assertEquals(2, alicesAudio.everOpened.get());
    assertEquals(2, bobsAudio.everOpened.get());
    assertEquals(2, alicesAudio.openPorts.get());
    assertEquals(List.of("gathered", "connected", "firstAudio", "released"), second.alice.order);
    third.close();
    assertEquals(0, alicesAudio.openPorts.get() + bobsAudio.openPorts.get());
  }

  @Test
  @Covers({"ENG-52", "ENG-80"})
  @Adversary("ADV-38")
  void oldChildThatDies_whileTheNewOneConnects_leavesTheCallToTheNewOne() throws Exception {
    Pair first = talk(Optional.empty());
    Pair second = connect(Optional.of(first));

    first.alice.child().destroyForcibly();
    Side.await(first.alice.released);
    assertEquals(0, alicesAudio.openPorts.get()); // nobody's gate is open
    second.openGates();

    Side.await(second.alice.firstAudio);
    Side.await(second.bob.firstAudio);
    assertEquals(2, alicesAudio.openPorts.get());
    assertFalse(second.alice.failed.isDone());
  }

  @Test
  @Covers({"ENG-52", "ENG-80"})
  void newChildThatDies_afterItsGateOpened_leavesTheCallToTheOldOne() throws Exception {
    Pair first = talk(Optional.empty());
    Pair second = connect(Optional.of(first));
    second.openGates();

    second.alice.child().destroyForcibly();
    Side.await(second.alice.failed);
    CompletableFuture<Boolean> gone = second.alice.released;
    assertTrue(gone.get(1, TimeUnit.SECONDS)); // does not wait for ports that the old one has

    assertEquals(2, alicesAudio.openPorts.get());
    first.bob.tunnel.speech.drainPermits();
    int before = alicesAudio.heard.size();
    assertTrue(first.bob.tunnel.speech.tryAcquire(50, 10, TimeUnit.SECONDS));
    assertTrue(gap(alicesAudio, before) <= 30);
  }

  /** As when a call goes on at another device: the one before must not be heard beside it. */
  @Test
  @Covers("ENG-88")
  void microphoneThatWasYielded_isTheNextSessionsAlone() throws Exception {
    Pair first = talk(Optional.empty());
    first.alice.session().yieldMicrophone(true);
    assertTrue(
        first.alice.tunnel.speech.tryAcquire(50, 10, TimeUnit.SECONDS)); // what was on its way
    bobsAudio.heard.clear();
    assertTrue(first.alice.tunnel.speech.tryAcquire(50, 10, TimeUnit.SECONDS));
    assertTrue(bobsAudio.power(440) < 1e6, "the old one speaks");

    Pair second = connect(Optional.of(first));
    second.openGates();

    Side.await(second.alice.firstAudio);
    Side.await(second.bob.firstAudio);
  }

  @Test
  @Covers("ENG-83")
  @Adversary("ADV-39")
  void muted_staysMuted_inTheNextConnection() throws Exception {
    Pair first = talk(Optional.empty());
    first.alice.session().setMuted(true);

    Pair second = connect(Optional.of(first));
    second.openGates();
    Side.await(second.alice.firstAudio);
    first.close();
    bobsAudio.heard.clear();
    second.alice.tunnel.speech.drainPermits();
    assertTrue(second.alice.tunnel.speech.tryAcquire(50, 10, TimeUnit.SECONDS));
    assertTrue(bobsAudio.power(440) < 1e6);
    second.alice.session().setMuted(false);

    Side.await(second.bob.firstAudio);
  }
}
