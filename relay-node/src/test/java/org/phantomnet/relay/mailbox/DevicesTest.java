package org.phantomnet.relay.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.RegistrationProof;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.TestClock;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.storage.MemoryStorage;
import org.signal.libsignal.protocol.ecc.ECKeyPair;

/** Lists and linked devices at a mailbox. */
class DevicesTest {
  private static final String MAILBOX = "mail.example:443";
  private static final RandomSource RANDOM = new SystemRandom();
  private static final DeviceList.Entry FIRST = new DeviceList.Entry(1, 5);
  private static final DeviceList.Entry SECOND = new DeviceList.Entry(2, 22);
  private static final Bytes LINK_TOKEN = RANDOM.bytes(32);
  private static final Bytes SECOND_AUTH = RANDOM.bytes(32);

  private final ECKeyPair identity = ECKeyPair.generate();
  private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final MailboxDesk desk =
      new MailboxDesk(
          MAILBOX,
          new MemoryStorage(),
          SenderCertificates.under(SenderCertificates.newRoot(), clock),
          MailboxLimits.STANDARD,
          clock,
          RANDOM);
  private Account bob;

  @BeforeEach
  void register() throws Exception {
    Bytes authToken = RANDOM.bytes(32);
    bob = new Account(desk.register(registration(authToken, list(1, FIRST))), 1, authToken);
  }

  private Registration registration(Bytes authToken, Bytes list) {
    Bytes key = Bytes.copyOf(identity.getPublicKey().serialize());
    Bytes signed = RegistrationProof.signedBytes(new UserAddress("bob", MAILBOX), key, authToken);
    byte[] proof = identity.getPrivateKey().calculateSignature(signed.toByteArray());
    return new Registration(
        "bob", key, 1, 5, authToken, RANDOM.bytes(16), keys(), list, Bytes.copyOf(proof));
  }

  private PreKeyUpload keys() {
    Bytes key = Bytes.copyOf(identity.getPublicKey().serialize());
    SignedPreKey preKey = new SignedPreKey(1, key, Bytes.copyOf(new byte[64]));
    return new PreKeyUpload(preKey, preKey, List.of(), List.of());
  }

  private Bytes list(long version, DeviceList.Entry... devices) {
    return MailboxDeskTest.list("bob", identity, version, devices).encode();
  }

  private List<Integer> replace(Account by, Bytes list) throws Exception {
    return desk.replaceDevices(by, new DeviceUpload(list, Optional.empty()));
  }

  private void invite() throws Exception {
    desk.replaceDevices(
        bob,
        new DeviceUpload(
            list(2, FIRST, SECOND),
            Optional.of(new DeviceUpload.Link(2, Tokens.hash(LINK_TOKEN)))));
  }

  private Account link(Bytes authToken, Bytes linkToken) throws Exception {
    desk.registerLinked(new LinkRegistration(bob.id(), 2, authToken, linkToken, keys()));
    return new Account(bob.id(), 2, authToken);
  }

  private static void assertRefused(
      Refusal refusal, org.junit.jupiter.api.function.Executable request) {
    assertEquals(refusal, assertThrows(Refused.class, request).refusal());
  }

  private List<Integer> served() throws Exception {
    return desk.bundles(bob, "bob").devices().stream().map(DeviceBundle::device).toList();
  }

  @Test
  @Covers("DEV-8")
  void list_ofTheRegistration_isServedWithTheBundles() throws Exception {
    assertEquals(list(1, FIRST).length(), desk.bundles(bob, "bob").deviceList().length());
    assertEquals(List.of(1), served());
  }

  @Test
  @Covers("DEV-8")
  void registration_withAnotherList_isRefused() {
    ECKeyPair stranger = ECKeyPair.generate();
    Bytes foreign = MailboxDeskTest.list("bob", stranger, 1, FIRST).encode();
    Bytes token = RANDOM.bytes(32);

    assertRefused(
        Refusal.MALFORMED, () -> desk.register(registration(bob.authToken(), list(2, FIRST))));
    assertRefused(
        Refusal.MALFORMED,
        () -> desk.register(registration(bob.authToken(), list(1, FIRST, SECOND))));
    assertRefused(Refusal.BAD_TOKEN, () -> desk.register(registration(bob.authToken(), foreign)));
    assertRefused(Refusal.NAME_TAKEN, () -> desk.register(registration(token, list(1, FIRST))));
  }

  @Test
  @Covers("DEV-8")
  void newList_fromAnyoneButThePrimaryOrNotNewer_isRefused() throws Exception {
    invite();
    Account second = link(SECOND_AUTH, LINK_TOKEN);

    assertRefused(Refusal.BAD_TOKEN, () -> replace(second, list(3, FIRST, SECOND)));
    assertRefused(Refusal.NAME_TAKEN, () -> replace(bob, list(1, FIRST)));
    assertRefused(Refusal.NAME_TAKEN, () -> replace(bob, list(2, FIRST)));
    assertRefused(
        Refusal.MALFORMED, () -> replace(bob, list(3, new DeviceList.Entry(1, 6), SECOND)));
    assertRefused(Refusal.MALFORMED, () -> replace(bob, Bytes.copyOf(new byte[200])));
  }

  @Test
  @Covers("DEV-8")
  void newList_ofAnotherListKey_isRefused() {
    SignedDeviceList signed =
        new SignedDeviceList(
            MailboxDeskTest.list("bob", identity, 2, FIRST).list(),
            RANDOM.bytes(64),
            RANDOM.bytes(64));

    assertRefused(Refusal.BAD_TOKEN, () -> replace(bob, signed.encode()));
  }

  @Test
  @Covers("DEV-11")
  void linkedDevice_withTheToken_registersOnce() throws Exception {
    invite();

    Account second = link(SECOND_AUTH, LINK_TOKEN);
    link(SECOND_AUTH, LINK_TOKEN); // a repeat

    desk.signIn(second);
    assertEquals(List.of(1, 2), served());
    assertRefused(Refusal.BAD_TOKEN, () -> link(RANDOM.bytes(32), LINK_TOKEN));
  }

  @Test
  @Covers("DEV-11")
  void linkedDevice_withAnotherTokenOrTooLate_isRefused() throws Exception {
    assertRefused(Refusal.BAD_TOKEN, () -> link(SECOND_AUTH, LINK_TOKEN));
    invite();
    assertRefused(Refusal.BAD_TOKEN, () -> link(SECOND_AUTH, RANDOM.bytes(32)));
    assertRefused(
        Refusal.BAD_TOKEN,
        () ->
            desk.registerLinked(
                new LinkRegistration(bob.id(), 3, SECOND_AUTH, LINK_TOKEN, keys())));

    clock.advance(Devices.LINK_WITHIN);

    assertRefused(Refusal.BAD_TOKEN, () -> link(SECOND_AUTH, LINK_TOKEN));
  }

  @Test
  @Covers("DEV-11")
  void invitation_ofAListThatIsNoMore_isWorthNothing() throws Exception {
    invite();

    replace(bob, list(3, FIRST));

    assertRefused(Refusal.BAD_TOKEN, () -> link(SECOND_AUTH, LINK_TOKEN));
  }

  @Test
  @Covers("DEV-20")
  void unlinkedDevice_losesSignInKeysAndQueue() throws Exception {
    invite();
    Account second = link(SECOND_AUTH, LINK_TOKEN);

    List<Integer> gone = replace(bob, list(3, FIRST));

    assertEquals(List.of(2), gone);
    assertEquals(List.of(1), served());
    assertRefused(Refusal.NOT_SIGNED_IN, () -> desk.signIn(second));
    assertEquals(List.of(), replace(bob, list(4, FIRST)));
  }

  @Test
  @Covers("DEV-11")
  void slot_isOpenedByTakingAndHoldsOneMessageForTenMinutes() throws Exception {
    Bytes slot = RANDOM.bytes(16);
    LinkDeposit deposit = new LinkDeposit(slot, RANDOM.bytes(300));
    assertRefused(Refusal.NO_SUCH_DEVICE, () -> desk.putLink(bob, deposit));

    assertEquals(Optional.empty(), desk.takeLink(slot));
    desk.putLink(bob, deposit);
    desk.putLink(bob, deposit);

    assertEquals(Optional.of(deposit.sealed()), desk.takeLink(slot));
    assertEquals(Optional.of(deposit.sealed()), desk.takeLink(slot));
    assertRefused(
        Refusal.NAME_TAKEN, () -> desk.putLink(bob, new LinkDeposit(slot, RANDOM.bytes(300))));
    clock.advance(Duration.ofMinutes(10));
    assertRefused(Refusal.NO_SUCH_DEVICE, () -> desk.putLink(bob, deposit));
    assertEquals(Optional.empty(), desk.takeLink(slot));
  }

  @Test
  @Covers("DEV-11")
  void slots_areFewAndTakenFromSlowly() throws Exception {
    Bytes slot = RANDOM.bytes(16);
    desk.takeLink(slot);

    assertRefused(
        Refusal.RATE_LIMITED,
        () -> {
          for (int i = 0; i < 30; i++) {
            desk.takeLink(slot);
          }
        });
    assertRefused(
        Refusal.RATE_LIMITED,
        () -> {
          for (int i = 0; i <= LinkSlots.MOST; i++) {
            desk.takeLink(RANDOM.bytes(16));
          }
        });
  }

  @Test
  void deposit_byALinkedDevice_isRefused() throws Exception {
    invite();
    Account second = link(SECOND_AUTH, LINK_TOKEN);
    Bytes slot = RANDOM.bytes(16);
    desk.takeLink(slot);

    assertRefused(
        Refusal.BAD_TOKEN, () -> desk.putLink(second, new LinkDeposit(slot, RANDOM.bytes(9))));
  }
}
