package org.phantomnet.conformance.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** A mailbox that serves other keys than it should, and certificates that are none. */
@Tag("beside-others")
class HostileKeysTest extends HostileMailboxFixture {
  /** Connecting, being connected and registering start a round each; then there are pauses. */
  private static final int MOST_ASKED = 10;

  private static final Duration LOOKED_FOR = Duration.ofMillis(600);

  private interface BundleLie extends HostileMailbox.Lies {
    @Override
    UserBundles bundles(UserAddress of, UserBundles fresh) throws MailboxException;
  }

  private Contact contact(Member of, Member who) {
    return of.messenger.contacts().stream()
        .filter(contact -> contact.address().equals(who.address))
        .findFirst()
        .orElseThrow();
  }

  private static boolean knowsKeyOf(Member of, Member who) {
    try {
      return !of.messenger.safetyNumber(who.address).digits().isEmpty();
    } catch (MessengerException unknown) {
      return false;
    }
  }

  @Test
  @Covers("CONT-1")
  @Adversary("ADV-54")
  void carolsKeys_servedAsBobs_leadNobodyToAnybody() throws Exception {
    carol.befriend(bob);
    carol.talk(bob, "before");
    ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    alice.mailbox.tell(
        (BundleLie)
            (of, fresh) -> {
              asked.add(of.name());
              return carol.mailbox.fetchBundles(carol.address);
            });
    alice.messenger.requestContact(bob.address);
    alice.await(() -> !asked.isEmpty());
    carol.talk(bob, "and on");
    bob.talk(carol, "both ways");

    assertFalse(knowsKeyOf(alice, bob));
    assertEquals(0, carol.count("requested alice"));
    assertEquals(0, bob.count("requested alice"));
    assertEquals(Contact.State.REQUESTED, contact(alice, bob).state());
    alice.mailbox.beHonest();
    alice.befriend(bob);
    assertEquals(
        bob.messenger.safetyNumber(alice.address).digits(),
        alice.messenger.safetyNumber(bob.address).digits());
  }

  @Test
  @Covers("CONT-11")
  @Adversary("ADV-54")
  void bundlesOfTwoAccounts_mixed_openNoSession() throws Exception {
    alice.befriend(carol);
    UserBundles carols = bob.mailbox.fetchBundles(carol.address);
    List<BundleLie> lies =
        List.of(
            (of, fresh) -> mixed(carols.account(), fresh.deviceList(), fresh, fresh.devices()),
            (of, fresh) ->
                mixed(carols.account(), fresh.deviceList(), fresh, renamed(fresh, carols)),
            (of, fresh) -> mixed(fresh.account(), fresh.deviceList(), fresh, carols.devices()),
            (of, fresh) -> mixed(fresh.account(), carols.deviceList(), fresh, fresh.devices()));
    for (BundleLie lie : lies) {
      ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
      alice.mailbox.tell(
          (BundleLie)
              (of, fresh) -> {
                asked.add(of.name());
                return lie.bundles(of, fresh);
              });
      alice.messenger.requestContact(bob.address);
      alice.await(() -> !asked.isEmpty());
      alice.talk(carol, "still carol " + lies.indexOf(lie));

      assertFalse(knowsKeyOf(alice, bob));
    }
    alice.mailbox.beHonest();

    alice.befriend(bob);
    alice.talk(bob, "the true one");
  }

  private static UserBundles mixed(
      AccountId account, Bytes deviceList, UserBundles fresh, List<DeviceBundle> devices) {
    return new UserBundles(account, fresh.introduction(), deviceList, devices);
  }

  private static List<DeviceBundle> renamed(UserBundles of, UserBundles as) {
    return of.devices().stream()
        .map(
            bundle ->
                new DeviceBundle(
                    as.account(),
                    bundle.device(),
                    bundle.registrationId(),
                    bundle.identityKey(),
                    bundle.signed(),
                    bundle.oneTime(),
                    bundle.kyber()))
        .toList();
  }

  @Test
  @Covers("SESS-41")
  @Adversary({"ADV-54", "ADV-55"})
  void sameOneTimePrekeys_servedTwice_costARequestThatIsMadeAgain() throws Exception {
    UserBundles once = alice.mailbox.fetchBundles(bob.address);
    ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    alice.mailbox.tell((BundleLie) (of, fresh) -> once);
    carol.mailbox.tell(
        (BundleLie)
            (of, fresh) -> {
              asked.add(of.name());
              return once;
            });
    alice.befriend(bob);
    int before = bob.mailbox.seen().size();
    carol.messenger.requestContact(bob.address);
    bob.await(() -> bob.mailbox.seen().size() > before);
    carol.mailbox.beHonest();
    alice.talk(bob, "the first is not harmed");
    assertEquals(0, bob.count("requested carol"));

    carol.befriend(bob);

    carol.talk(bob, "the second comes through");
    bob.talk(alice, "and the first goes on");
    assertTrue(!asked.isEmpty());
  }

  @Test
  @Covers("SESS-40")
  @Adversary("ADV-55")
  void uselessCertificates_areAskedForAgainButNotAtOnce_andHarmNothing() throws Exception {
    Bytes carols = carol.mailbox.senderCertificate();
    for (Bytes useless : List.of(new SystemRandom().bytes(200), Bytes.EMPTY, carols)) {
      try (Member dave =
          new Member("dave" + useless.length(), directory, server.client(clock), clock)) {
        dave.mailbox.tell(
            new HostileMailbox.Lies() {
              @Override
              public Bytes certificate(Bytes fresh) {
                return useless;
              }
            });
        dave.register();
        Instant later = Instant.now().plus(LOOKED_FOR);
        dave.await(() -> Instant.now().isAfter(later));
        int asked = dave.mailbox.certificatesAsked();
        assertTrue(asked > 0 && asked <= MOST_ASKED, asked + " times");
        dave.mailbox.beHonest();

        dave.befriend(bob);
        dave.talk(bob, "certified");
      }
    }
  }

  @Test
  @Covers("SESS-40")
  @Adversary("ADV-55")
  void uselessCertificate_doesNotReplaceAGoodOne() throws Exception {
    alice.befriend(bob);
    alice.mailbox.tell(
        new HostileMailbox.Lies() {
          @Override
          public Bytes certificate(Bytes fresh) {
            return new SystemRandom().bytes(200);
          }
        });
    int before = alice.mailbox.certificatesAsked();
    clock.forward(Duration.ofHours(13));

    alice.talk(bob, "under the old one");

    assertTrue(alice.mailbox.certificatesAsked() > before);
    alice.talk(bob, "and on");
  }
}
