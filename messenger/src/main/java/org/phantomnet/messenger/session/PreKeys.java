package org.phantomnet.messenger.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/**
 * Makes prekeys, stores their private halves and gives the public ones to publish. Session thread
 * only.
 */
final class PreKeys {
  /** Few enough that registration takes well under 500 ms; the rest follows in the background. */
  static final int FIRST_BATCH = 20;

  /** Refilled to the full number when fewer than this are left. */
  static final int REFILL_BELOW = 50;

  /** Private halves that are kept for what the mailbox may still hand out. */
  static final int MOST_ONE_TIME = 1_000;

  private static final Duration ROTATE_AFTER = Duration.ofDays(7);
  private static final Duration KEEP_OLD_FOR = Duration.ofDays(45);

  private final RandomSource random;

  PreKeys(RandomSource random) {
    this.random = random;
  }

  /** All in one step: the private halves are durable before the public ones can leave. */
  @Rule("SESS-5")
  PreKeyUpload make(Step step, SignalStore signal, int oneTime, int oneTimeKyber) {
    SignedPreKeyRecord signed = signed(step, signal);
    KyberPreKeyRecord lastResort = lastResort(step, signal);
    List<PreKey> ecKeys = new ArrayList<>();
    for (int i = 0; i < oneTime; i++) {
      int id = nextId(step);
      ECKeyPair pair = ECKeyPair.generate();
      signal.storePreKey(id, new PreKeyRecord(id, pair));
      ecKeys.add(new PreKey(id, Bytes.copyOf(pair.getPublicKey().serialize())));
    }
    List<SignedPreKey> kyberKeys = new ArrayList<>();
    for (int i = 0; i < oneTimeKyber; i++) {
      kyberKeys.add(published(kyber(step, signal, false)));
    }
    forgetOldest(step, "prekeys", "1 = 1");
    forgetOldest(step, "kyber_prekeys", "last_resort = 0");
    try {
      return new PreKeyUpload(
          new SignedPreKey(
              signed.getId(),
              Bytes.copyOf(signed.getKeyPair().getPublicKey().serialize()),
              Bytes.copyOf(signed.getSignature())),
          published(lastResort),
          ecKeys,
          kyberKeys);
    } catch (InvalidKeyException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  /** A mailbox that says time and again that none is left must not fill the store. */
  private static void forgetOldest(Step step, String table, String oneTime) {
    step.sql()
        .update(
            "DELETE FROM %1$s WHERE %2$s AND rowid NOT IN (SELECT rowid FROM %1$s WHERE %2$s ORDER BY rowid DESC LIMIT ?)"
                .formatted(table, oneTime),
            SqlValue.of(MOST_ONE_TIME));
  }

  /** The newest, or a fresh one once that is a week old; very old ones are destroyed. */
  private SignedPreKeyRecord signed(Step step, SignalStore signal) {
    List<SignedPreKeyRecord> all = signal.loadSignedPreKeys();
    Optional<SignedPreKeyRecord> newest =
        all.stream().max(Comparator.comparingLong(SignedPreKeyRecord::getTimestamp));
    if (newest.isPresent() && isFresh(step, newest.get().getTimestamp())) {
      return newest.get();
    }
    step.sql()
        .update(
            "DELETE FROM signed_prekeys WHERE created_at < ?",
            SqlValue.of(step.now().minus(KEEP_OLD_FOR)));
    ECKeyPair pair = ECKeyPair.generate();
    int id = nextId(step);
    byte[] signature =
        signal
            .getIdentityKeyPair()
            .getPrivateKey()
            .calculateSignature(pair.getPublicKey().serialize());
    SignedPreKeyRecord record =
        new SignedPreKeyRecord(id, step.now().toEpochMilli(), pair, signature);
    signal.storeSignedPreKey(id, record);
    return record;
  }

  private KyberPreKeyRecord lastResort(Step step, SignalStore signal) {
    Optional<Integer> newest =
        step.sql()
            .first(
                "SELECT id FROM kyber_prekeys WHERE last_resort = 1 AND created_at > ? ORDER BY created_at DESC",
                row -> (int) row.number(0),
                SqlValue.of(step.now().minus(ROTATE_AFTER)));
    if (newest.isPresent()) {
      try {
        return signal.loadKyberPreKey(newest.get());
      } catch (org.signal.libsignal.protocol.InvalidKeyIdException e) {
        throw new StoreException(StoreException.Reason.CORRUPT);
      }
    }
    step.sql()
        .update(
            "DELETE FROM kyber_prekeys WHERE last_resort = 1 AND created_at < ?",
            SqlValue.of(step.now().minus(KEEP_OLD_FOR)));
    return kyber(step, signal, true);
  }

  private KyberPreKeyRecord kyber(Step step, SignalStore signal, boolean lastResort) {
    int id = nextId(step);
    KEMKeyPair pair = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    byte[] signature =
        signal
            .getIdentityKeyPair()
            .getPrivateKey()
            .calculateSignature(pair.getPublicKey().serialize());
    KyberPreKeyRecord record =
        new KyberPreKeyRecord(id, step.now().toEpochMilli(), pair, signature);
    signal.storeKyber(id, record, lastResort);
    return record;
  }

  private static SignedPreKey published(KyberPreKeyRecord record) {
    try {
      return new SignedPreKey(
          record.getId(),
          Bytes.copyOf(record.getKeyPair().getPublicKey().serialize()),
          Bytes.copyOf(record.getSignature()));
    } catch (InvalidKeyException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  private boolean isFresh(Step step, long timestamp) {
    return Instant.ofEpochMilli(timestamp).plus(ROTATE_AFTER).isAfter(step.now());
  }

  /** Ids count up from a random start and wrap; after a roll-back the start is random anew. */
  private int nextId(Step step) {
    long next =
        Meta.NEXT_PREKEY_ID
            .number(step.sql())
            .orElseGet(
                () -> {
                  Bytes start = random.bytes(3);
                  return (start.at(0) & 0xffL) << 16
                      | (start.at(1) & 0xff) << 8
                      | start.at(2) & 0xff;
                });
    int id = (int) (next % PreKey.MAX_ID) + 1;
    Meta.NEXT_PREKEY_ID.set(step.sql(), SqlValue.of((long) id));
    return id;
  }
}
