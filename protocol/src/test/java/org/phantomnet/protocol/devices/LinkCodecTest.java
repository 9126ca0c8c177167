package org.phantomnet.protocol.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.devices.SignedListFixture.bytes;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

class LinkCodecTest {
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example:443");
  private static final AccountId ACCOUNT = new AccountId(new UUID(1, 2));
  private static final Sync.Mark MARK = new Sync.Mark(1_793_491_200_123L, 3);

  static LinkRegistration registration() {
    SignedPreKey signed = new SignedPreKey(7, bytes(33, 1), bytes(64, 2));
    SignedPreKey kyber = new SignedPreKey(8, bytes(1_569, 3), bytes(64, 4));
    return new LinkRegistration(
        ACCOUNT,
        2,
        bytes(32, 1),
        bytes(32, 2),
        new PreKeyUpload(signed, kyber, List.of(new PreKey(0, bytes(33, 5))), List.of(kyber)));
  }

  static Provisioning provisioning() {
    return new Provisioning(
        ACCOUNT,
        SignedListFixture.ALICE,
        SecretKey.of(bytes(32, 9)),
        new DeviceList.Entry(2, 22),
        SecretKey.of(bytes(32, 10)),
        bytes(16, 11),
        SignedListFixture.signed(SignedListFixture.list(2, 1, 2)).encode());
  }

  static List<Sync> syncs() {
    Sync.Known known = new Sync.Known(ACCOUNT, bytes(33, 5), Optional.of(bytes(16, 6)));
    Sync.Known untold = new Sync.Known(ACCOUNT, bytes(33, 5), Optional.empty());
    return List.of(
        new Sync.SentLine(BOB, "grüß dich"),
        new Sync.ContactThere(MARK, BOB, Sync.Consent.ASKED, Optional.empty()),
        new Sync.ContactThere(MARK, BOB, Sync.Consent.ACCEPTED, Optional.of(known)),
        new Sync.ContactThere(MARK, BOB, Sync.Consent.REQUESTED, Optional.of(untold)),
        new Sync.Blocked(MARK, BOB, true),
        new Sync.Modes(MARK, BOB, CallMode.PRIVATE, CallMode.FAST, true),
        new Sync.Trust(MARK, BOB, bytes(33, 5), true, false, true),
        new Sync.AutoDelete(MARK, BOB, 3_600),
        new Sync.Read(BOB, bytes(16, 1)),
        new Sync.OwnToken(MARK, bytes(16, 2)),
        new Sync.DeviceName(2, "the old laptop"),
        new Sync.MailboxPin(new MailboxKeys("mail.example:443", bytes(32, 3), bytes(33, 4))));
  }

  @Test
  void everySync_roundTrip_isStrict() throws Exception {
    for (Sync sync : syncs()) {
      Bytes wire = SyncCodec.encode(sync);

      assertEquals(sync, SyncCodec.decode(wire));
      HostileInput.assertStrict(SyncCodec::decode, wire);
      HostileInput.assertExtensionRule(SyncCodec::decode, wire);
    }
  }

  @Test
  @Covers("DEV-16")
  void marks_areOrderedByTimeThenDevice() {
    Sync.Mark later = new Sync.Mark(MARK.millis() + 1, 1);
    Sync.Mark elsewhere = new Sync.Mark(MARK.millis(), 4);

    assertTrue(MARK.compareTo(later) < 0);
    assertTrue(MARK.compareTo(elsewhere) < 0);
    assertTrue(later.compareTo(elsewhere) > 0);
    assertEquals(0, MARK.compareTo(new Sync.Mark(MARK.millis(), 3)));
  }

  @Test
  void linkMessages_roundTrip_areStrict() throws Exception {
    DeviceUpload upload =
        new DeviceUpload(bytes(200, 1), Optional.of(new DeviceUpload.Link(2, bytes(32, 2))));
    DeviceUpload bare = new DeviceUpload(bytes(200, 1), Optional.empty());
    LinkDeposit deposit = new LinkDeposit(bytes(16, 1), bytes(300, 2));

    assertEquals(upload, LinkCodec.decodeUpload(LinkCodec.encode(upload)));
    assertEquals(bare, LinkCodec.decodeUpload(LinkCodec.encode(bare)));
    assertEquals(deposit, LinkCodec.decodeDeposit(LinkCodec.encode(deposit)));
    assertEquals(bytes(16, 1), LinkCodec.decodeSlot(LinkCodec.encodeSlot(bytes(16, 1))));
    assertEquals(
        Optional.of(bytes(9, 1)),
        LinkCodec.decodeAnswer(LinkCodec.encodeAnswer(Optional.of(bytes(9, 1)))));
    assertEquals(
        Optional.empty(), LinkCodec.decodeAnswer(LinkCodec.encodeAnswer(Optional.empty())));
    assertEquals(registration(), LinkCodec.decodeRegistration(LinkCodec.encode(registration())));
    HostileInput.assertStrict(LinkCodec::decodeUpload, LinkCodec.encode(upload));
    HostileInput.assertStrict(LinkCodec::decodeDeposit, LinkCodec.encode(deposit));
    HostileInput.assertStrict(LinkCodec::decodeRegistration, LinkCodec.encode(registration()));
  }

  @Test
  void provisioning_roundTrip_isStrictAndWiped() throws Exception {
    Bytes wire;
    try (Provisioning provisioning = provisioning()) {
      wire = provisioning.encode();
    }

    Provisioning read = Provisioning.decode(wire);

    assertEquals(wire, read.encode());
    HostileInput.assertStrict(Provisioning::decode, wire);
    read.close();
    assertTrue(read.isDestroyed());
    assertThrows(IllegalStateException.class, read::encode);
  }

  @Test
  @Covers("DEV-10")
  void linkCode_asShownOrInUpperCase_isRead() throws Exception {
    LinkCode code = new LinkCode(bytes(16, 0x5a), bytes(32, 0xa5));

    assertEquals(code, LinkCode.parse(code.text()));
    assertEquals(code, LinkCode.parse(" " + code.text().toUpperCase(Locale.ROOT) + "\n"));
    assertEquals("phantom-link:".length() + 77, code.text().length());
  }

  @Test
  @Covers("DEV-10")
  void linkCode_cutOrChanged_isRefused() {
    String text = new LinkCode(bytes(16, 0), bytes(32, 0)).text();

    for (String wrong :
        List.of("", text.substring(1), text.substring(0, 50), text + "a", text.replace(':', '?'))) {
      assertThrows(Malformed.class, () -> LinkCode.parse(wrong));
    }
    String bit = text.substring(0, text.length() - 1) + "b";
    assertEquals(
        "BAD_ENCODING",
        assertThrows(ProtocolException.class, () -> LinkCode.parse(bit)).getMessage());
  }
}
