package org.phantomnet.relay.mailbox.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;

/**
 * A mailbox's storage in memory, for tests; passes the same contract. A transaction works on a copy
 * that takes the place of what there was. Thread-safe.
 */
public final class MemoryStorage implements MailboxStorage {
  private State state = new State();
  private boolean inTransaction;

  private record DeviceKey(AccountId account, int device) {}

  private record EnvelopeKey(AccountId account, int device, UUID id) {}

  private record OneTime(DeviceKey device, boolean kyber, int id, Bytes key, Bytes signature) {}

  private record Introduction(AccountId to, Instant expires, int sends) {}

  private record Envelope(
      long seq, EnvelopeKey key, Instant queuedAt, Bytes padded, Optional<Instant> acked) {
    boolean waitsFor(AccountId id, int device) {
      return acked.isEmpty() && key.account().equals(id) && key.device() == device;
    }
  }

  @Override
  public synchronized <T, E extends Exception> T transact(Work<T, E> work)
      throws StorageException, E {
    if (inTransaction) {
      throw new IllegalStateException("a transaction inside another");
    }
    inTransaction = true;
    try {
      State copy = new State(state);
      T result = work.run(copy);
      state = copy;
      return result;
    } finally {
      inTransaction = false;
    }
  }

  @Override
  public void close() {}

  private static final class State
      implements Content,
          StoredAccounts,
          StoredPreKeys,
          StoredIntroductions,
          StoredQueues,
          StoredDeviceLists {
    private final Map<AccountId, Account> accounts = new HashMap<>();
    private final Map<DeviceKey, Device> devices = new HashMap<>();
    private final Map<DeviceKey, Lasting> lasting = new HashMap<>();
    private final List<OneTime> oneTime = new ArrayList<>();
    private final Map<Bytes, Introduction> introductions = new HashMap<>();
    private final List<Envelope> envelopes = new ArrayList<>();
    private final Map<AccountId, Bytes> lists = new HashMap<>();
    private final Map<AccountId, Invited> invited = new HashMap<>();
    private long seq;

    private State() {}

    private State(State other) {
      accounts.putAll(other.accounts);
      devices.putAll(other.devices);
      lasting.putAll(other.lasting);
      oneTime.addAll(other.oneTime);
      introductions.putAll(other.introductions);
      envelopes.addAll(other.envelopes);
      lists.putAll(other.lists);
      invited.putAll(other.invited);
      seq = other.seq;
    }

    @Override
    public StoredAccounts accounts() {
      return this;
    }

    @Override
    public StoredPreKeys preKeys() {
      return this;
    }

    @Override
    public StoredIntroductions introductions() {
      return this;
    }

    @Override
    public StoredDeviceLists deviceLists() {
      return this;
    }

    @Override
    public Optional<Bytes> list(AccountId id) {
      return Optional.ofNullable(lists.get(id));
    }

    @Override
    public void put(AccountId id, Bytes list) {
      lists.put(id, list);
    }

    @Override
    public Optional<Invited> invited(AccountId id) {
      return Optional.ofNullable(invited.get(id));
    }

    @Override
    public void invite(AccountId id, Invited device) {
      invited.put(id, device);
    }

    @Override
    public void uninvite(AccountId id) {
      invited.remove(id);
    }

    @Override
    public StoredQueues queues() {
      return this;
    }

    @Override
    public Optional<Account> byName(String name) {
      return accounts.values().stream().filter(known -> known.name().equals(name)).findAny();
    }

    @Override
    public Optional<Account> byId(AccountId id) {
      return Optional.ofNullable(accounts.get(id));
    }

    @Override
    public void add(Account account) {
      accounts.put(account.id(), account);
    }

    @Override
    public void replaceDeliveryHash(AccountId id, Bytes deliveryHash) {
      accounts.computeIfPresent(
          id, (same, was) -> new Account(id, was.name(), was.identity(), deliveryHash));
    }

    @Override
    public Optional<Device> device(AccountId id, int device) {
      return Optional.ofNullable(devices.get(new DeviceKey(id, device)));
    }

    @Override
    public List<Device> devices(AccountId id) {
      return devices.entrySet().stream()
          .filter(entry -> entry.getKey().account().equals(id))
          .map(Map.Entry::getValue)
          .sorted(Comparator.comparingInt(Device::device))
          .toList();
    }

    @Override
    public void addDevice(AccountId id, Device device) {
      devices.put(new DeviceKey(id, device.device()), device);
    }

    @Override
    public void removeDevice(AccountId id, int device) {
      DeviceKey key = new DeviceKey(id, device);
      devices.remove(key);
      lasting.remove(key);
      oneTime.removeIf(one -> one.device().equals(key));
      envelopes.removeIf(
          envelope -> envelope.key().account().equals(id) && envelope.key().device() == device);
    }

    @Override
    public void store(AccountId id, int device, PreKeyUpload upload, int mostOneTime) {
      DeviceKey key = new DeviceKey(id, device);
      lasting.put(key, new Lasting(upload.signed(), upload.lastResortKyber()));
      for (PreKey each : upload.oneTime()) {
        put(new OneTime(key, false, each.id(), each.publicKey(), Bytes.EMPTY));
      }
      for (SignedPreKey each : upload.oneTimeKyber()) {
        put(new OneTime(key, true, each.id(), each.publicKey(), each.signature()));
      }
      for (boolean kyber : new boolean[] {false, true}) {
        List<OneTime> kept = of(key, kyber);
        oneTime.removeAll(kept.subList(0, Math.max(0, kept.size() - mostOneTime)));
      }
    }

    private void put(OneTime key) {
      oneTime.removeIf(
          other ->
              other.device().equals(key.device())
                  && other.kyber() == key.kyber()
                  && other.id() == key.id());
      oneTime.add(key);
    }

    private List<OneTime> of(DeviceKey device, boolean kyber) {
      return oneTime.stream()
          .filter(key -> key.device().equals(device) && key.kyber() == kyber)
          .toList();
    }

    @Override
    public PreKeyCounts counts(AccountId id, int device) {
      DeviceKey key = new DeviceKey(id, device);
      return new PreKeyCounts(of(key, false).size(), of(key, true).size());
    }

    @Override
    public Optional<Lasting> lasting(AccountId id, int device) {
      return Optional.ofNullable(lasting.get(new DeviceKey(id, device)));
    }

    @Override
    public Optional<PreKey> takeOneTime(AccountId id, int device) {
      return take(id, device, false).map(key -> new PreKey(key.id(), key.key()));
    }

    @Override
    public Optional<SignedPreKey> takeOneTimeKyber(AccountId id, int device) {
      return take(id, device, true)
          .map(key -> new SignedPreKey(key.id(), key.key(), key.signature()));
    }

    private Optional<OneTime> take(AccountId id, int device, boolean kyber) {
      Optional<OneTime> oldest = of(new DeviceKey(id, device), kyber).stream().findFirst();
      oldest.ifPresent(oneTime::remove);
      return oldest;
    }

    @Override
    public void add(Bytes tokenHash, AccountId to, Instant expires, int sends) {
      introductions.put(tokenHash, new Introduction(to, expires, sends));
    }

    @Override
    public boolean use(Bytes tokenHash, AccountId to, Instant now) {
      Optional<Introduction> good =
          Optional.ofNullable(introductions.get(tokenHash))
              .filter(known -> known.to().equals(to) && known.sends() > 0)
              .filter(known -> known.expires().isAfter(now));
      good.ifPresent(
          known ->
              introductions.put(
                  tokenHash, new Introduction(to, known.expires(), known.sends() - 1)));
      return good.isPresent();
    }

    @Override
    public void sweep(Instant now) {
      introductions.values().removeIf(one -> !one.expires().isAfter(now) || one.sends() == 0);
    }

    private Optional<Envelope> envelope(AccountId id, int device, UUID envelopeId) {
      EnvelopeKey key = new EnvelopeKey(id, device, envelopeId);
      return envelopes.stream().filter(one -> one.key().equals(key)).findAny();
    }

    @Override
    public boolean isKnown(AccountId id, int device, UUID envelopeId) {
      return envelope(id, device, envelopeId).isPresent();
    }

    @Override
    public Load load(AccountId id, int device) {
      List<Waiting> waiting = next(id, device, 0, Integer.MAX_VALUE);
      return new Load(
          waiting.size(), waiting.stream().mapToLong(one -> one.padded().length()).sum());
    }

    @Override
    public boolean add(AccountId id, int device, UUID envelopeId, Bytes padded, Instant now) {
      if (isKnown(id, device, envelopeId)) {
        return false;
      }
      EnvelopeKey key = new EnvelopeKey(id, device, envelopeId);
      return envelopes.add(new Envelope(++seq, key, now, padded, Optional.empty()));
    }

    @Override
    public List<Waiting> next(AccountId id, int device, long afterSeq, int most) {
      return envelopes.stream()
          .filter(one -> one.waitsFor(id, device) && one.seq() > afterSeq)
          .sorted(Comparator.comparingLong(Envelope::seq))
          .limit(most)
          .map(one -> new Waiting(one.seq(), one.key().id(), one.queuedAt(), one.padded()))
          .toList();
    }

    @Override
    public boolean acknowledge(AccountId id, int device, UUID envelopeId, Instant now) {
      Optional<Envelope> waiting =
          envelope(id, device, envelopeId).filter(one -> one.acked().isEmpty());
      waiting.ifPresent(
          one -> {
            envelopes.remove(one);
            envelopes.add(
                new Envelope(one.seq(), one.key(), one.queuedAt(), Bytes.EMPTY, Optional.of(now)));
          });
      return waiting.isPresent();
    }

    @Override
    public int expire(Instant queuedUntil) {
      int before = envelopes.size();
      envelopes.removeIf(one -> one.acked().isEmpty() && !one.queuedAt().isAfter(queuedUntil));
      return before - envelopes.size();
    }

    @Override
    public void forget(Instant acknowledgedUntil) {
      envelopes.removeIf(
          one -> one.acked().filter(at -> !at.isAfter(acknowledgedUntil)).isPresent());
    }
  }
}
