package org.phantomnet.messenger.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.Schema;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.ListKey;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.devices.SyncCodec;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.signal.libsignal.protocol.IdentityKeyPair;

/** What one device does with what another says that the person decided. */
class SyncReaderTest {
  private static final UserAddress ALICE = UserAddress.parse("alice@mail.example");
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example");
  private static final Instant NOW = Instant.ofEpochMilli(1_793_491_200_000L);

  @TempDir Path directory;
  private final TestRandom random = new TestRandom(7);
  private final Contacts contacts = new Contacts();
  private final ComingCalls coming = new ComingCalls();
  private final Bytes identity =
      Bytes.copyOf(IdentityKeyPair.generate().getPublicKey().serialize());
  private final Events events =
      (Events)
          Proxy.newProxyInstance(
              Events.class.getClassLoader(), new Class<?>[] {Events.class}, (p, m, a) -> 0);
  private SqlStore store;

  @BeforeEach
  void open() {
    store =
        JdbcSqlStore.factory(random, PassphraseCost.INSECURE_FOR_TESTS)
            .open(directory, "passphrase".toCharArray());
    Schema.migrate(store);
    run(
        step -> {
          OwnKeys.create(step.sql(), random);
          Meta.OWN_DEVICE.set(step.sql(), SqlValue.of(2));
          contacts.add(step.sql(), BOB, Contact.State.ACCEPTED, NOW);
          contacts.setAccount(step.sql(), BOB, "0b0b");
          contacts.noteIdentity(step.sql(), bob(step), identity);
        });
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Work inside a step. */
  private interface Work {
    void run(Step step);
  }

  private void run(Work work) {
    store.inTransaction(
        sql -> {
          work.run(new Step(sql, NOW));
          return true;
        });
  }

  private ContactRow bob(Step step) {
    return contacts.find(step.sql(), BOB).orElseThrow();
  }

  private ContactPolicy policy() {
    return store.inTransaction(sql -> contacts.find(sql, BOB).orElseThrow().policy());
  }

  private void hear(Sync sync) {
    Content.Sync body = new Content.Sync(SyncCodec.encode(sync));
    Content content = new Content(ALICE, ALICE, 2, random.bytes(16), NOW, body);
    OwnSync ownSync = new OwnSync(contacts, random);
    Ratchet ratchet = ratchet();
    run(
        step -> {
          try {
            new SyncReader(contacts, ownSync, events, ratchet, coming)
                .apply(step, 1, content, body);
          } catch (ProtocolException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private Ratchet ratchet() {
    return store.inTransaction(
        sql ->
            new Ratchet(
                OwnKeys.load(sql).orElseThrow(),
                new org.phantomnet.messenger.devices.OwnDevice(
                    new org.phantomnet.protocol.id.DeviceAddress(ALICE, 2, 5),
                    new org.phantomnet.protocol.mailbox.AccountId(new java.util.UUID(1, 1)),
                    identity),
                contacts,
                (s, a, i) -> {},
                new DeviceLists((s, of, list, first) -> {}),
                random));
  }

  private static Sync.Mark at(long more, int device) {
    return new Sync.Mark(NOW.toEpochMilli() + more, device);
  }

  @Test
  @Covers("DEV-16")
  void blocks_inAnyOrder_endAsTheLatestSays() {
    hear(new Sync.Blocked(at(5, 1), BOB, true));
    hear(new Sync.Blocked(at(4, 3), BOB, false));

    assertTrue(policy().blocked());

    hear(new Sync.Blocked(at(5, 3), BOB, false));
    hear(new Sync.Blocked(at(5, 1), BOB, true));

    assertFalse(policy().blocked());
  }

  @Test
  @Covers("DEV-16")
  void laterModes_undoNoBlock() {
    hear(new Sync.Blocked(at(5, 1), BOB, true));

    hear(new Sync.Modes(at(9, 1), BOB, CallMode.PARANOID, CallMode.PRIVATE, true));

    assertTrue(policy().blocked());
    assertEquals(CallMode.PARANOID, policy().defaultMode());
  }

  @Test
  @Covers("DEV-16")
  void ownDecision_afterOneOfAClockAhead_stillWins() {
    hear(new Sync.Blocked(at(60_000, 1), BOB, true));
    Sync.Mark[] made = new Sync.Mark[1];

    run(step -> made[0] = Decision.BLOCK.make(step, BOB.text()));

    assertTrue(made[0].compareTo(at(60_000, 1)) > 0);
  }

  @Test
  @Covers("DEV-17")
  void trust_inAnotherIdentity_isNotTakenOver() {
    Bytes other = Bytes.copyOf(IdentityKeyPair.generate().getPublicKey().serialize());

    hear(new Sync.Trust(at(1, 1), BOB, other, true, true, true));
    assertFalse(policy().verified());

    hear(new Sync.Trust(at(2, 1), BOB, identity, true, true, false));
    assertTrue(policy().verified());
  }

  @Test
  @Covers("DEV-3")
  void lists_ofAnotherListKeyOrOlder_changeNothing() {
    IdentityKeyPair person = IdentityKeyPair.generate();
    Bytes key = Bytes.copyOf(person.getPublicKey().serialize());
    AccountHolder holder = new AccountHolder(BOB, "0b0b", key);
    DeviceLists lists = new DeviceLists((s, of, list, first) -> {});
    try (ListKey pinned = ListKey.generate(random);
        ListKey other = ListKey.generate(random)) {
      Bytes two = signed(person, pinned, 2, 1, 3);
      run(step -> lists.take(step, holder, two));

      run(
          step ->
              assertEquals(2, lists.take(step, holder, signed(person, pinned, 1, 1)).version()));
      run(
          step -> {
            try {
              lists.take(step, holder, signed(person, other, 9, 1, 4));
              throw new AssertionError("taken");
            } catch (DeviceLists.ListRefused expected) {
              assertTrue(DeviceLists.isListed(step.sql(), BOB, key, 3, 103));
              assertFalse(DeviceLists.isListed(step.sql(), BOB, key, 4, 104));
              assertFalse(DeviceLists.isListed(step.sql(), BOB, key, 3, 104));
            }
          });
    }
  }

  @Test
  @Covers("DEV-24")
  void comingCall_countsOnce_atTheDeviceThatItNames() {
    CallId here = new CallId(random.bytes(CallId.LENGTH));
    CallId elsewhere = new CallId(random.bytes(CallId.LENGTH));

    hear(new Sync.ComingCall(BOB, here, 2));
    hear(new Sync.ComingCall(BOB, elsewhere, 3));

    assertFalse(coming.take(BOB, elsewhere, NOW));
    assertFalse(coming.take(ALICE, here, NOW));
    assertTrue(coming.take(BOB, here, NOW.plusSeconds(59)));
    assertFalse(coming.take(BOB, here, NOW.plusSeconds(59)));
  }

  private static Bytes signed(IdentityKeyPair person, ListKey key, long version, int... devices) {
    Bytes bound = SignedDeviceList.bindingBytes(BOB, key.publicKey());
    byte[] binding = person.getPrivateKey().calculateSignature(bound.toByteArray());
    DeviceList list =
        new DeviceList(
            BOB,
            version,
            Bytes.copyOf(person.getPublicKey().serialize()),
            key.publicKey(),
            java.util.Arrays.stream(devices)
                .mapToObj(device -> new DeviceList.Entry(device, 100 + device))
                .toList());
    return SignedDeviceList.sign(list, Bytes.copyOf(binding), key).encode();
  }
}
