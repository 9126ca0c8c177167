package org.phantomnet.messenger.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.RollbackCounter;
import org.phantomnet.messenger.store.Schema;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.rule.Covers;
import org.signal.libsignal.protocol.ReusedBaseKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

class KyberPreKeyTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final TestRandom RANDOM = new TestRandom(5);

  @TempDir Path directory;
  private SqlStore store;
  private RollbackCounter counter;
  private OwnKeys keys;

  @BeforeEach
  void open() {
    store =
        JdbcSqlStore.factory(RANDOM, PassphraseCost.INSECURE_FOR_TESTS)
            .open(directory, "passphrase".toCharArray());
    Schema.migrate(store);
    counter = RollbackCounter.open(directory.resolve("store.counter"), RANDOM.bytes(32));
    keys =
        store.inTransaction(sql -> OwnKeys.load(sql).orElseGet(() -> OwnKeys.create(sql, RANDOM)));
  }

  @AfterEach
  void close() {
    counter.close();
    store.close();
  }

  private <T> T at(Instant now, Function<Step, T> work) {
    return new Steps(store, counter, Clock.fixed(now, ZoneOffset.UTC)).run(work);
  }

  private SignalStore signal(Step step) {
    return new SignalStore(step, keys, (in, account, identity) -> {});
  }

  private PreKeyUpload make(Instant now, int oneTime) {
    return at(now, step -> new PreKeys(RANDOM).make(step, signal(step), oneTime, oneTime));
  }

  private void use(int kyberId, int signedId, ECPublicKey baseKey) {
    at(
        NOW,
        step -> {
          try {
            signal(step).markKyberPreKeyUsed(kyberId, signedId, baseKey);
          } catch (ReusedBaseKeyException e) {
            throw new IllegalArgumentException(e);
          }
          return kyberId;
        });
  }

  private boolean isThere(int kyberId) {
    return at(NOW, step -> signal(step).containsKyberPreKey(kyberId));
  }

  @Test
  @Covers("SESS-4")
  void lastResortPrekey_usedTwiceWithOneBaseKey_isRefusedAfterARestartToo() {
    PreKeyUpload upload = make(NOW, 0);
    int kyber = upload.lastResortKyber().id();
    int signed = upload.signed().id();
    ECPublicKey baseKey = ECKeyPair.generate().getPublicKey();
    use(kyber, signed, baseKey);

    close();
    open();

    assertThrows(IllegalArgumentException.class, () -> use(kyber, signed, baseKey));
    use(kyber, signed, ECKeyPair.generate().getPublicKey());
    assertTrue(isThere(kyber));
  }

  @Test
  @Covers("SESS-5")
  void oneTimePrekeys_madeTimeAndAgain_areKeptUpTo1000OfAKind() {
    PreKeyUpload oldest = make(NOW, 100);
    PreKeyUpload next = make(NOW, 100);
    for (int i = 0; i < 8; i++) {
      make(NOW, 100);
    }
    assertTrue(isThere(oldest.oneTimeKyber().get(0).id()));

    PreKeyUpload newest = make(NOW, 100);

    assertFalse(isThere(oldest.oneTimeKyber().get(99).id()));
    assertFalse(hasOneTime(oldest.oneTime().get(99).id()));
    assertTrue(isThere(next.oneTimeKyber().get(0).id()));
    assertTrue(hasOneTime(next.oneTime().get(0).id()));
    assertTrue(isThere(newest.oneTimeKyber().get(99).id()));
    assertTrue(isThere(oldest.lastResortKyber().id()));
  }

  private boolean hasOneTime(int id) {
    return at(NOW, step -> signal(step).containsPreKey(id));
  }

  @Test
  @Covers("SESS-4")
  void oneTimePrekey_onceUsed_isDestroyed() {
    PreKeyUpload upload = make(NOW, 1);
    int kyber = upload.oneTimeKyber().get(0).id();

    use(kyber, upload.signed().id(), ECKeyPair.generate().getPublicKey());

    assertFalse(isThere(kyber));
  }

  @Test
  @Covers({"SESS-5", "STORE-5"})
  void publishedPrekeys_haveDurablePrivateHalves() {
    PreKeyUpload upload = make(NOW, 3);
    close();
    open();

    boolean all =
        at(
            NOW,
            step ->
                upload.oneTime().stream().allMatch(key -> signal(step).containsPreKey(key.id()))
                    && upload.oneTimeKyber().stream()
                        .allMatch(key -> signal(step).containsKyberPreKey(key.id()))
                    && signal(step).containsKyberPreKey(upload.lastResortKyber().id())
                    && signal(step).containsSignedPreKey(upload.signed().id()));

    assertTrue(all);
    Steps steps = new Steps(store, counter, Clock.fixed(NOW, ZoneOffset.UTC));
    steps.beforeEffect();
    assertEquals(1, counter.highest());
  }

  @Test
  @Covers("SESS-5")
  void signedPrekeys_afterAWeek_areReplacedAndLaterDestroyed() {
    PreKeyUpload first = make(NOW, 0);

    PreKeyUpload sameDay = make(NOW.plus(Duration.ofDays(6)), 0);
    PreKeyUpload nextWeek = make(NOW.plus(Duration.ofDays(8)), 0);

    assertEquals(first.signed(), sameDay.signed());
    assertEquals(first.lastResortKyber(), sameDay.lastResortKyber());
    assertFalse(first.signed().equals(nextWeek.signed()));
    assertFalse(first.lastResortKyber().equals(nextWeek.lastResortKyber()));
    assertTrue(isThere(first.lastResortKyber().id()));
    make(NOW.plus(Duration.ofDays(60)), 0);
    assertFalse(isThere(first.lastResortKyber().id()));
  }
}
