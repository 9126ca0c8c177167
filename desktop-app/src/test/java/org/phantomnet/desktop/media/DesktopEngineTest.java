package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two real engines, two real children, a relay in memory. */
class DesktopEngineTest {
  private final Tone alicesAudio = new Tone(440);
  private final Tone bobsAudio = new Tone(700);
  private final MemoryRelay relay = new MemoryRelay();
  private DesktopEngine alicesEngine;
  private DesktopEngine bobsEngine;
  private Side alice;
  private Side bob;

  @BeforeEach
  void start() {
    alicesEngine = new DesktopEngine(alicesAudio);
    bobsEngine = new DesktopEngine(bobsAudio);
    alice = new Side(relay, 50_001);
    bob = new Side(relay, 50_002);
  }

  @AfterEach
  void stop() {
    alicesEngine.close();
    bobsEngine.close();
    relay.close();
  }

  private void connect() {
    alice.open(alicesEngine, Optional.empty());
    bob.open(bobsEngine, Optional.of(alice.asRemote()));
    alice.session().connect(bob.asRemote());
    Side.await(alice.connected);
    Side.await(bob.connected);
  }

  @Test
  void call_isHeardBothWays() throws Exception {
    connect();
    assertEquals(0, alice.tunnel.media.get() + bob.tunnel.media.get());

    alice.session().openGate();
    bob.session().openGate();

    Side.await(alice.firstAudio);
    Side.await(bob.firstAudio);
    assertTrue(alicesAudio.loud.await(10, TimeUnit.SECONDS));
    assertTrue(bobsAudio.loud.await(10, TimeUnit.SECONDS));
    assertTrue(alicesAudio.ratio(700, 440) > 20);
    assertTrue(bobsAudio.ratio(440, 700) > 20);
    alice.session().close();
    bob.session().close();
    Side.await(alice.released);
    Side.await(bob.released);
    assertFalse(alice.failed.isDone());
  }
}
