package org.phantomnet.messenger.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.CallLog;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.history.RelayRecords;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.Schema;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.SignalProtocolAddress;

/**
 * The database with one value altered, as by a defect, another version, or someone who has the key.
 */
class StoreRowsFuzzTest {
  private static final UserAddress ALICE = UserAddress.parse("alice@mail.example");
  private static final String ACCOUNT = "11223344-5566-4788-99aa-bbccddeeff00";
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Bytes ID = Bytes.copyOf(new byte[16]);
  private static final Bytes KEY = Bytes.copyOf(new byte[33]);
  private static final int NULL = 0;
  private static final int NUMBER = 1;
  private static final int TEXT = 2;

  /** What is altered, and a store that is opened once. */
  private record Column(String table, String name) {}

  private static final class Filled {
    static final SqlStore STORE = open();
    static final List<Column> COLUMNS =
        STORE.inTransaction(
            sql ->
                sql.query(
                    "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p"
                        + " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
                        + " ORDER BY m.name, p.name",
                    row -> new Column(row.text(0), row.text(1))));

    private static SqlStore open() {
      try {
        Path directory = Files.createTempDirectory("rows");
        SqlStore store =
            JdbcSqlStore.factory(new TestRandom(2), PassphraseCost.INSECURE_FOR_TESTS)
                .open(directory, "passphrase".toCharArray());
        Schema.migrate(store);
        store.inTransaction(StoreRowsFuzzTest::fill);
        return store;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends the transaction of one input. */
  private static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Which column (u8), what kind of value (u8), the value. */
  @FuzzTest
  @Covers("STORE-8")
  void alteredValue(byte[] data) {
    if (data.length < 2) {
      return;
    }
    Column column = Filled.COLUMNS.get((data[0] & 0xff) % Filled.COLUMNS.size());
    SqlValue value = value(data[1] & 3, Arrays.copyOfRange(data, 2, data.length));
    try {
      Filled.STORE.inTransaction(
          sql -> {
            if (altered(sql, column, value)) {
              readAll(sql);
            }
            throw new RolledBack();
          });
    } catch (RolledBack done) {
      // the next input finds the store as it was
    }
  }

  private static boolean altered(SqlStore.Sql sql, Column column, SqlValue value) {
    try {
      sql.update("UPDATE " + column.table() + " SET " + column.name() + " = ?", value);
      return true;
    } catch (StoreException constraint) {
      return false; // the database itself refuses it
    }
  }

  private static SqlValue value(int kind, byte[] bytes) {
    return switch (kind) {
      case NULL -> SqlValue.ofText(Optional.empty());
      case NUMBER -> SqlValue.of(ByteBuffer.wrap(Arrays.copyOf(bytes, 8)).getLong());
      case TEXT -> SqlValue.of(new String(bytes, StandardCharsets.UTF_8));
      default -> SqlValue.of(bytes);
    };
  }

  private static void readAll(SqlStore.Sql sql) {
    SqlStore running = new Running(sql);
    Contacts contacts = new Contacts();
    SignalProtocolAddress address = new SignalProtocolAddress(ACCOUNT, 1);
    read(() -> contacts.refresh(running));
    read(() -> contacts.all(sql));
    read(() -> contacts.find(sql, ALICE));
    read(() -> Chats.of(sql, ALICE));
    read(() -> Chats.undelivered(sql, ALICE, NOW, 9));
    read(() -> Chats.lastReceived(sql, ALICE, 9));
    read(() -> new CallLog(running, contacts).all());
    read(() -> SecurityLog.all(sql));
    read(() -> AutoDelete.of(sql, ALICE));
    read(() -> contacts.isFirstCallSeen(sql, ALICE));
    read(() -> new RelayRecords(running).guards().load());
    read(() -> new RelayRecords(running).relayList().load());
    read(() -> new RelayRecords(running).passes().load());
    read(() -> Queues.nextInbox(sql, false));
    read(() -> Queues.nextInbox(sql, true));
    read(() -> Queues.pending(sql));
    read(() -> Queues.heads(sql));
    migrate(running);
    Optional<OwnKeys>[] keys = own();
    read(() -> keys[0] = OwnKeys.load(sql));
    for (Meta meta : Meta.values()) {
      read(() -> meta.bytes(sql));
    }
    if (keys[0].isPresent()) {
      SignalStore signal =
          new SignalStore(new Step(sql, NOW), keys[0].get(), (step, account, identity) -> {});
      read(() -> signal.getIdentity(address));
      read(() -> signal.loadSession(address));
      read(() -> signal.getSubDeviceSessions(ACCOUNT));
      read(() -> signal.loadSignedPreKeys());
      read(() -> signal.loadKyberPreKeys());
      read(() -> signal.loadSenderKey(address, UUID.fromString(ACCOUNT)));
      read(
          () -> {
            try {
              signal.loadPreKey(1);
            } catch (InvalidKeyIdException notThere) {
              // the row has another id now
            }
          });
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Optional<OwnKeys>[] own() {
    return new Optional[] {Optional.empty()};
  }

  /** A value, or CORRUPT. */
  private static void read(Runnable reader) {
    try {
      reader.run();
    } catch (StoreException refused) {
      assertEquals(StoreException.Reason.CORRUPT, refused.reason());
      assertEquals(refused.reason().name(), refused.getMessage());
    }
  }

  /** An older version is migrated anew, and finds the tables there already. */
  private static void migrate(SqlStore store) {
    try {
      Schema.migrate(store);
    } catch (StoreException refused) {
      assertEquals(refused.reason().name(), refused.getMessage());
    }
  }

  /** For readers that open a transaction of their own. */
  private record Running(SqlStore.Sql sql) implements SqlStore {
    @Override
    public <T> T inTransaction(Work<T> work) {
      return work.run(sql);
    }

    @Override
    public void scrub() {}

    @Override
    public void close() {}
  }

  private static int fill(SqlStore.Sql sql) {
    Contacts contacts = new Contacts();
    contacts.add(sql, ALICE, Contact.State.ACCEPTED, NOW);
    contacts.setAccount(sql, ALICE, ACCOUNT);
    contacts.setDeliveryToken(sql, ALICE, ID);
    contacts.setIntroduction(sql, ALICE, ID);
    OwnKeys.create(sql, new TestRandom(3));
    Chats.addOutgoing(
        sql,
        new ChatMessage(new MessageId(ID), ALICE, true, "hello", NOW, ChatMessage.State.SENT),
        NOW);
    Queues.putPending(sql, ALICE, ID, NOW, Queues.Kind.CHAT, ID);
    Queues.putOutbox(
        sql,
        ALICE,
        ACCOUNT,
        1,
        2,
        UUID.fromString(ACCOUNT),
        Optional.of(ID),
        new byte[9],
        NOW,
        Duration.ZERO);
    PinnedCertificates.Sender sender = new PinnedCertificates.Sender(ALICE, ACCOUNT, 1, KEY);
    Queues.putInbox(sql, sender, 2, ID, false, NOW, Duration.ZERO);
    Queues.putInbox(sql, sender, 2, ID, true, NOW, Duration.ZERO);
    Instant[] time = {NOW};
    insert(
        sql,
        "calls",
        "address, outgoing, mode, started_at, talked_millis, result, receipt",
        SqlValue.of(ALICE.text()),
        SqlValue.of(1),
        SqlValue.of(1),
        SqlValue.of(time[0]),
        SqlValue.of(5),
        SqlValue.of("DECLINED"),
        SqlValue.of("{}"));
    SecurityLog.note(new Step(sql, NOW), SecurityEvent.FLOOR_CHANGED, ALICE, CallMode.PRIVATE);
    insert(
        sql,
        "guards",
        "position, relay_id, chosen_at",
        SqlValue.of(0),
        SqlValue.of(new byte[32]),
        SqlValue.of(NOW));
    insert(
        sql,
        "mailboxes",
        "mailbox, tls_pin, trust_root",
        SqlValue.of("mail.example"),
        SqlValue.of(new byte[32]),
        SqlValue.of(KEY));
    insert(
        sql,
        "identities",
        "account, device, identity",
        SqlValue.of(ACCOUNT),
        SqlValue.of(1),
        SqlValue.of(KEY));
    insert(
        sql,
        "sessions",
        "account, device, registration_id, record",
        SqlValue.of(ACCOUNT),
        SqlValue.of(1),
        SqlValue.of(2),
        SqlValue.of(new byte[0]));
    insert(
        sql,
        "sender_keys",
        "account, device, distribution, record",
        SqlValue.of(ACCOUNT),
        SqlValue.of(1),
        SqlValue.of(ACCOUNT),
        SqlValue.of(new byte[0]));
    insert(
        sql,
        "prekeys",
        "own_device, id, record",
        SqlValue.of(1),
        SqlValue.of(1),
        SqlValue.of(new byte[0]));
    insert(
        sql,
        "signed_prekeys",
        "own_device, id, record, created_at",
        SqlValue.of(1),
        SqlValue.of(1),
        SqlValue.of(new byte[0]),
        SqlValue.of(NOW));
    return sql.update(
        "INSERT INTO kyber_prekeys(own_device, id, record, last_resort, created_at)"
            + " VALUES(1, 1, x'', 1, 0)");
  }

  private static void insert(SqlStore.Sql sql, String table, String columns, SqlValue... values) {
    String places = "?, ".repeat(values.length - 1) + "?";
    sql.update("INSERT INTO " + table + "(" + columns + ") VALUES(" + places + ")", values);
  }

  static List<byte[]> alteredValueSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int column = 0; column < Filled.COLUMNS.size(); column++) {
      seeds.add(
          switch (column % 3) {
            case 0 -> new byte[] {(byte) column, NUMBER, 0, 0, 0, 0, 0, 0, 0, 99};
            case 1 -> new byte[] {(byte) column, TEXT, 'n', 'o', 'b', 'o', 'd', 'y'};
            default -> new byte[] {(byte) column, 3, 1, 2, 3};
          });
    }
    seeds.add(new byte[] {0, NULL});
    return seeds;
  }
}
