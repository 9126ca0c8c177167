package org.phantomnet.messenger.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.CallRecords.Entry;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.Schema;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

class CallLogTest {
  private static final UserAddress ALICE = UserAddress.parse("alice@mail.example");
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example");
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final CallId CALL = new CallId(new TestRandom(4).bytes(16));

  @TempDir Path directory;
  private final Contacts contacts = new Contacts();
  private SqlStore store;
  private CallLog log;

  @BeforeEach
  void open() {
    store =
        JdbcSqlStore.factory(new TestRandom(2), PassphraseCost.INSECURE_FOR_TESTS)
            .open(directory, "passphrase".toCharArray());
    Schema.migrate(store);
    store.inTransaction(
        sql -> {
          if (Meta.STORE_KEY.bytes(sql).isEmpty()) {
            Meta.STORE_KEY.set(sql, SqlValue.of(new byte[32]));
          }
          return true;
        });
    log = new CallLog(store, contacts);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Entry entry(boolean outgoing, Duration talked) {
    return new Entry(ALICE, outgoing, CallMode.PRIVATE, NOW, talked, "HUNG_UP_LOCALLY", "{}");
  }

  @Test
  @Covers("CONT-15")
  void callThatChangesItsMode_isNotedInTheSecurityLog() {
    log.modeChanged(ALICE, CallMode.PRIVATE, NOW);
    log.modeChanged(BOB, CallMode.FAST, NOW.plusSeconds(1));

    assertEquals(
        List.of(
            new SecurityEntry(
                NOW.plusSeconds(1),
                SecurityEvent.CALL_MODE_CHANGED,
                Optional.of(BOB),
                Optional.of(CallMode.FAST)),
            new SecurityEntry(
                NOW,
                SecurityEvent.CALL_MODE_CHANGED,
                Optional.of(ALICE),
                Optional.of(CallMode.PRIVATE))),
        store.inTransaction(SecurityLog::all));
  }

  private static Entry missed(UserAddress contact) {
    return new Entry(contact, false, CallMode.PRIVATE, NOW, Duration.ZERO, "MISSED", "{}");
  }

  private List<String> results() {
    return log.all().stream().map(CallEntry::result).toList();
  }

  @Test
  @Covers("CALL-36")
  void offerTaken_thenTheProcessDies_isOneMissedCallAfterwards() {
    log.takeOffer(CALL, missed(ALICE), NOW);
    List<String> before = results();

    log.addKept();
    log.addKept();

    assertEquals(List.of(), before);
    assertEquals(List.of("MISSED"), results());
  }

  @Test
  @Covers("CALL-36")
  void callThatEnded_hasItsOwnEntryOnly() {
    log.takeOffer(CALL, missed(ALICE), NOW);
    log.keep(CALL, entry(true, Duration.ZERO));
    log.addHistory(CALL, entry(false, Duration.ZERO));
    log.discard(CALL, true);

    log.addKept();

    assertEquals(List.of("HUNG_UP_LOCALLY"), results());
  }

  @Test
  @Covers("CALL-36")
  void offerThatWasDroppedOrReplayed_keepsNothing() {
    log.takeOffer(CALL, missed(ALICE), NOW);
    log.discard(CALL, false);
    log.takeOffer(CALL, missed(ALICE), NOW);

    log.addKept();

    assertEquals(List.of(), results());
  }

  private void befriendAlice() {
    store.inTransaction(
        sql -> {
          contacts.add(sql, ALICE, Contact.State.ACCEPTED, NOW);
          return true;
        });
    contacts.refresh(store);
  }

  @Test
  @Covers("CONT-8")
  @Adversary("ADV-14")
  void offeredCall_seenBefore_isAReplayAfterARestartToo() {
    assertTrue(log.takeOffer(CALL, missed(ALICE), NOW));

    close();
    open();

    assertFalse(log.takeOffer(CALL, missed(ALICE), NOW.plus(Duration.ofMinutes(1))));
    assertTrue(log.takeOffer(CALL, missed(BOB), NOW));
  }

  @Test
  @Covers("CONT-8")
  void seenCall_for25Hours_isKept() {
    log.takeOffer(CALL, missed(ALICE), NOW);

    assertFalse(log.takeOffer(CALL, missed(ALICE), NOW.plus(Duration.ofHours(25))));
    assertTrue(log.takeOffer(CALL, missed(ALICE), NOW.plus(Duration.ofHours(25).plusMillis(1))));
  }

  @Test
  @Covers("CONT-8")
  void seenCalls_inTheStore_areNotIds() {
    log.takeOffer(CALL, missed(ALICE), NOW);

    List<Bytes> hashes =
        store.inTransaction(sql -> sql.query("SELECT hash FROM seen_calls", row -> row.blob(0)));

    String stored = new String(hashes.get(0).toByteArray(), StandardCharsets.ISO_8859_1);
    assertEquals(32, hashes.get(0).length());
    assertFalse(
        stored.contains(new String(CALL.value().toByteArray(), StandardCharsets.ISO_8859_1)));
  }

  @Test
  @Covers("CONT-9")
  @Adversary("ADV-52")
  void automaticReplies_overTheShortLimit_areRefused() {
    for (int i = 0; i < 3; i++) {
      assertTrue(log.takeAutomaticReply(ALICE, NOW.plusSeconds(i)));
    }

    assertFalse(log.takeAutomaticReply(ALICE, NOW.plusSeconds(299)));
    assertTrue(log.takeAutomaticReply(BOB, NOW.plusSeconds(299)));
    assertTrue(log.takeAutomaticReply(ALICE, NOW.plusSeconds(300)));
  }

  @Test
  @Covers("CONT-9")
  @Adversary("ADV-52")
  void automaticReplies_overTheDaysLimit_areRefusedAfterARestartToo() {
    for (int i = 0; i < 10; i++) {
      assertTrue(log.takeAutomaticReply(ALICE, NOW.plus(Duration.ofHours(i))));
    }
    close();
    open();

    assertFalse(log.takeAutomaticReply(ALICE, NOW.plus(Duration.ofHours(23))));
    assertTrue(log.takeAutomaticReply(ALICE, NOW.plus(Duration.ofHours(24))));
  }

  @Test
  void calls_inTheHistory_areNewestFirst() {
    log.addHistory(CALL, entry(true, Duration.ZERO));
    log.addHistory(CALL, entry(false, Duration.ofSeconds(90)));

    assertEquals(
        List.of(
            new CallEntry(
                ALICE,
                false,
                CallMode.PRIVATE,
                NOW,
                Duration.ofSeconds(90),
                "HUNG_UP_LOCALLY",
                "{}"),
            new CallEntry(
                ALICE, true, CallMode.PRIVATE, NOW, Duration.ZERO, "HUNG_UP_LOCALLY", "{}")),
        log.all());
  }

  @Test
  void missedCall_ofAContact_letsNobodyBeAnsweredUnasked() {
    befriendAlice();

    log.addHistory(CALL, entry(false, Duration.ZERO));

    assertFalse(contacts.policy(ALICE).orElseThrow().mayReplyUnasked());
  }

  @Test
  void ownOrTalkedCall_withAContact_letsItBeAnsweredUnasked() {
    befriendAlice();

    log.addHistory(CALL, entry(true, Duration.ZERO));

    assertTrue(contacts.policy(ALICE).orElseThrow().mayReplyUnasked());
  }

  @Test
  @Covers("CONT-10")
  void callsAndReceipts_withAutoDelete_goWhenTheirTimeHasPassed() {
    befriendAlice();
    log.addHistory(CALL, entry(true, Duration.ofSeconds(60)));
    store.inTransaction(
        sql -> {
          AutoDelete.set(sql, ALICE, Duration.ofHours(1));
          AutoDelete.sweep(sql, NOW.plus(Duration.ofHours(1)));
          return true;
        });
    assertEquals(1, log.all().size());

    store.inTransaction(
        sql -> {
          AutoDelete.sweep(sql, NOW.plus(Duration.ofHours(1)).plusSeconds(61));
          return true;
        });

    assertEquals(List.of(), log.all());
  }
}
