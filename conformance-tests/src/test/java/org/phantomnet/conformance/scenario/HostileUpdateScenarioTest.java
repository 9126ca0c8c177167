package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.RelayCandidate;

/** A contact that talks, holds every key of the call, and lies about a new connection. */
class HostileUpdateScenarioTest {
  private final TwoPhones phones = TwoPhones.amongFour();
  private final ListedRelay east = phones.world.relays().list(3, "east");
  private final HostilePeer mallory = phones.hostileCaller();

  /** Mallory called, Bob answered, they talk. */
  private void talking() {
    mallory.call();
    phones.run(Duration.ofSeconds(3));
    mallory.confirm();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(1));
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  /** The call goes on as it was; nothing was opened. */
  private void assertNothingCame() {
    phones.run(Duration.ofSeconds(1));
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertEquals(1, phones.bob.media().sessions().size());
    assertEquals(List.of("south"), phones.bob.families());
    assertEquals(0, mallory.count(MessageType.UPDATE));
  }

  private static CallMessage.Update changed(
      CallMessage.Update u, int epoch, boolean newConnection, Optional<RelayCandidate> relay) {
    return new CallMessage.Update(
        u.callId(),
        epoch,
        u.reply(),
        newConnection,
        u.parameters(),
        relay,
        u.dtlsCertificate(),
        u.dtlsProof(),
        u.answers());
  }

  @Test
  @Covers("CALL-51")
  void goodRequest_isAnsweredFromAnotherOperator() {
    talking();

    mallory.say(mallory.update(false, east));
    phones.run(Duration.ofSeconds(1));

    assertEquals(1, mallory.count(MessageType.UPDATE));
    assertEquals(List.of("south", "south"), phones.bob.families());
    assertTrue(phones.bob.is(Phase.CONNECTED));
    phones.run(Duration.ofSeconds(20));
    assertEquals(1, phones.world.relays().tunnelsOpenNow());
  }

  @Test
  @Covers({"CALL-51", "KEY-16"})
  @Adversary("ADV-25")
  void certificateThatTheProofIsNotFor_isDropped() {
    talking();
    CallMessage.Update one = mallory.update(false, east);
    CallMessage.Update other = mallory.update(false, east);

    mallory.say(
        new CallMessage.Update(
            one.callId(),
            0,
            false,
            true,
            one.parameters(),
            one.relay(),
            one.dtlsCertificate(),
            other.dtlsProof(),
            one.answers()));

    assertNothingCame();
  }

  @Test
  @Covers({"CALL-51", "CALL-56"})
  @Adversary("ADV-38")
  void relayOfTheVictimsOwnOperator_isDropped() {
    talking();

    mallory.say(mallory.update(false, phones.world.south()));

    assertNothingCame();
  }

  @Test
  @Covers({"CALL-51", "CALL-37"})
  @Adversary("ADV-36")
  void requestsThatAreNotGood_areDropped() {
    talking();
    CallMessage.Update good = mallory.update(false, east);
    RelayCandidate place = good.relay().orElseThrow();
    Bytes nobody = Bytes.copyOf(new byte[32]);

    mallory.say(changed(good, 1, true, good.relay()));
    mallory.say(changed(good, 0, false, good.relay()));
    mallory.say(changed(good, 0, true, Optional.empty()));
    mallory.say(changed(good, 0, true, Optional.of(new RelayCandidate(place.candidate(), nobody))));
    mallory.say(
        changed(
            good,
            0,
            true,
            Optional.of(new RelayCandidate(place.candidate(), phones.world.north().relayId()))));

    assertNothingCame();
  }

  @Test
  @Covers("CALL-51")
  void replyToNoRequest_isDropped() {
    talking();

    mallory.say(mallory.update(true, east));

    assertNothingCame();
  }

  @Test
  @Covers("CALL-37")
  @Adversary("ADV-33")
  void placeInFast_isDropped() {
    mallory.inFast();
    mallory.call();
    phones.run(Duration.ofMillis(500));
    phones.bob.answer();
    phones.run(Duration.ofMillis(200));
    mallory.confirm();

    mallory.say(mallory.update(false, east));
    phones.run(Duration.ofSeconds(1));

    assertEquals(1, phones.bob.media().sessions().size());
    assertEquals(CallMode.FAST, phones.bob.live().orElseThrow().mode());
  }

  @Test
  @Covers("CALL-52")
  @Adversary("ADV-56")
  void floodOfRequests_isBounded() {
    talking();

    for (int i = 0; i < 100; i++) {
      mallory.say(mallory.update(false, east));
      assertTrue(phones.world.relays().tunnelsOpenNow() <= 3 + 20);
    }
    phones.run(Duration.ofSeconds(20));

    assertEquals(31, phones.bob.media().sessions().size());
    assertTrue(mallory.count(MessageType.UPDATE) <= 30);
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertEquals(1, phones.world.relays().tunnelsOpenNow());
    assertTrue(phones.bob.media().sessions().get(0).isUp());
  }
}
