package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.devices.LinkedDevice;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** Linkings that stop halfway, and what is left of them. */
class HalfLinkedTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /** More transactions than a linking takes at the primary before it returns. */
  private static final int STEPS = 60;

  @TempDir Path directory;
  private Family family;
  private Person alice;
  private Person tablet;
  private Person bob;

  @BeforeEach
  void befriend() throws MessengerException {
    family = new Family(directory);
    alice = family.alice;
    tablet = family.tablet;
    bob = family.bob;
  }

  @AfterEach
  void close() {
    family.close();
  }

  /** The tablet is in the list, and dies before the mailbox or the primary hear of it. */
  private void linkHalf() throws MessengerException {
    String code = tablet.messenger().startLinking("tablet").text();
    tablet.close();
    alice.messenger().link(code, "");
  }

  private static Reason failure(Linking linking) {
    CompletionException failed =
        assertThrows(CompletionException.class, () -> linking.completion().join());
    return assertInstanceOf(MessengerException.class, failed.getCause()).reason();
  }

  @Test
  @Covers("DEV-22")
  void silentDevice_afterAnHour_isUnlinkedThoughThePrimaryWasRestarted() throws MessengerException {
    linkHalf();
    Bytes token = family.mailbox.deliveryToken(alice.address);
    family.clock.advance(HOUR.minusSeconds(1));
    alice.restart();
    Family.chat(alice, bob, "in time");
    Family.chat(bob, alice, "still there");
    List<LinkedDevice> before = alice.messenger().devices();

    family.clock.advance(Duration.ofSeconds(1));
    alice.restart();

    alice.await(() -> alice.messenger().devices().size() == 1);
    assertTrue(before.get(1).pending());
    alice.await(() -> !family.mailbox.deliveryToken(alice.address).equals(token));
    assertTrue(
        alice.messenger().securityLog().stream()
            .anyMatch(entry -> entry.event() == SecurityEvent.DEVICE_UNLINKED));
    Family.chat(bob, alice, "one again");
  }

  @Test
  @Covers("DEV-22")
  void helloThatWaitsAtTheMailbox_countsHoweverLateItIsFetched() throws MessengerException {
    Linking linking = tablet.messenger().startLinking("tablet");
    alice.messenger().link(linking.text(), "");
    alice.close();
    linking.completion().join();
    tablet.await(() -> family.mailbox.queued(alice.address) > 0);
    family.clock.advance(HOUR.multipliedBy(5));

    alice.open();

    family.awaitLinked(tablet, 2);
    assertEquals(2, alice.messenger().devices().size());
  }

  @Test
  @Covers("DEV-22")
  void silentDevice_ofAPrimaryWhoseClockWentBack_goesAnHourAfterThat() throws MessengerException {
    linkHalf();
    family.clock.advance(HOUR.negated());
    alice.restart();
    Family.chat(alice, bob, "earlier");
    family.clock.advance(HOUR);

    alice.restart();

    alice.await(() -> alice.messenger().devices().size() == 1);
  }

  @Test
  @Covers({"DEV-21", "DEV-22"})
  void lateDevice_findsItsLinkingOver_andIsLinkedByANewCode() throws MessengerException {
    Linking linking = tablet.messenger().startLinking("tablet");
    family.mailbox.setLosesAnswersOf("registerLinked", true);
    alice.messenger().link(linking.text(), "");
    tablet.await(() -> family.mailbox.devices(alice.address).contains(2));
    tablet.close();
    family.mailbox.setLosesAnswersOf("registerLinked", false);
    family.clock.advance(HOUR);
    alice.restart();
    alice.await(() -> family.mailbox.devices(alice.address).equals(Set.of(1)));

    tablet.open();
    family.link();

    assertEquals(2, alice.messenger().devices().size());
    Family.chat(tablet, bob, "at last");
  }

  @Test
  @Covers("DEV-13")
  void contactToldBeforeTheHello_hasASessionWithTheDeviceAfterIt() throws MessengerException {
    Linking linking = tablet.messenger().startLinking("tablet");
    family.mailbox.slots().hold(true);
    alice.messenger().link(linking.text(), "");
    Family.chat(alice, bob, "while it waits");
    bob.awaitHeard("devices alice");
    assertEquals(1, bob.messenger().channel().peers(alice.address).size());

    family.mailbox.slots().hold(false);

    family.awaitLinked(tablet, 2);
    Family.chat(bob, alice, "to both");
    tablet.awaitHeard("chat to both");
  }

  @Test
  @Covers({"DEV-10", "DEV-12"})
  void provisioningMessage_replayedIntoAnotherSlot_isRefused() throws MessengerException {
    family.link();
    Bytes old = family.mailbox.slots().deposits().get(0).sealed();
    family.mailbox.slots().serve(old);
    try (Person laptop = family.person("alice", "laptop").open()) {
      Linking linking = laptop.messenger().startLinking("laptop");

      assertEquals(Reason.LINK_REFUSED, failure(linking));

      assertTrue(laptop.messenger().self().isEmpty());
    }
    assertEquals(Set.of(1, 2), family.mailbox.devices(alice.address));
  }

  @Test
  @Covers("DEV-21")
  void provisioningMessage_replayedToAnUnlinkedDevice_bringsItNotBack() throws MessengerException {
    family.link();
    alice.messenger().unlink(2);
    tablet.awaitHeard("unlinked here");
    family.mailbox.slots().serve(family.mailbox.slots().deposits().get(0).sealed());

    MessengerException refused =
        assertThrows(MessengerException.class, () -> tablet.messenger().startLinking("tablet"));

    assertEquals(Reason.ALREADY_REGISTERED, refused.reason());
    assertTrue(tablet.messenger().isUnlinked());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers({"DEV-10", "DEV-13"})
  void primaryKilled_atEveryStepOfLinking_linksByANewCode(boolean committing)
      throws MessengerException {
    boolean survived = false;
    for (int step = 0; step < STEPS && !survived; step++) {
      try (Person device = family.person("alice", "device" + step).open()) {
        Linking linking = device.messenger().startLinking("device");
        alice.dieAfter(step, committing);
        survived = isLinked(linking.text());
        boolean sent = family.mailbox.slots().deposits().size() > 0;
        alice.restart();
        if (!sent) {
          alice.messenger().link(device.messenger().startLinking("device").text(), "");
          assertEquals(1, family.mailbox.slots().deposits().size());
        }

        assertEquals(2, alice.messenger().devices().size());
        if (sent || step == 0) { // the rest of the way is the same for all others
          family.awaitLinked(device, 2);
          alice.await(() -> family.mailbox.devices(alice.address).equals(Set.of(1, 2)));
          assertFalse(alice.messenger().devices().get(1).pending());
        }
        unlinkForNext();
      }
    }
    assertTrue(survived, "linking takes more steps than were tried");
  }

  private boolean isLinked(String code) {
    try {
      alice.messenger().link(code, "");
      return true;
    } catch (MessengerException | StoreException e) {
      return false;
    }
  }

  private void unlinkForNext() throws MessengerException {
    Bytes list = family.mailbox.deviceList(alice.address);
    alice.messenger().unlink(2);
    family.mailbox.slots().forgetDeposits();
    alice.heard.remove("linked 2");
    bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 1);
    assertNotEquals(list, family.mailbox.deviceList(alice.address));
  }
}
