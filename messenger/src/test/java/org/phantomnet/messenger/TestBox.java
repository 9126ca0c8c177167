package org.phantomnet.messenger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.mailbox.UserBundles;

/** What a {@link TestMailbox} keeps of one user. Under its mailbox's lock. */
final class TestBox {
  UUID account = new UUID(0, 0);
  Bytes identity = Bytes.EMPTY;
  Bytes deliveryToken = Bytes.EMPTY;
  Bytes deviceList = Bytes.EMPTY;
  Optional<Bytes> servedList = Optional.empty();
  final SortedMap<Integer, Device> devices = new TreeMap<>();
  final SortedMap<Integer, Device> ghosts = new TreeMap<>();
  final Set<Bytes> introductions = new HashSet<>();
  final Map<UUID, Bytes> taken = new HashMap<>();
  private final Map<Integer, Bytes> invited = new HashMap<>();
  int repeats;
  int fetched;

  static final class Device {
    final int registrationId;
    final Bytes authToken;
    int served;
    Optional<SignedPreKey> signed = Optional.empty();
    Optional<SignedPreKey> lastResort = Optional.empty();
    final Deque<PreKey> oneTime = new ArrayDeque<>();
    final Deque<SignedPreKey> kyber = new ArrayDeque<>();
    final Set<UUID> known = new HashSet<>();
    final Map<UUID, Bytes> queue = new LinkedHashMap<>();
    Optional<BiConsumer<UUID, Bytes>> receiving = Optional.empty();
    final List<Runnable> lost = new ArrayList<>();

    private Device(int registrationId, Bytes authToken) {
      this.registrationId = registrationId;
      this.served = registrationId;
      this.authToken = authToken;
    }

    void take(PreKeyUpload upload) {
      signed = Optional.of(upload.signed());
      lastResort = Optional.of(upload.lastResortKyber());
      oneTime.addAll(upload.oneTime());
      kyber.addAll(upload.oneTimeKyber());
    }
  }

  void add(int number, int registrationId, Bytes authToken) {
    devices.put(number, new Device(registrationId, authToken));
  }

  Device primary() {
    return device(1);
  }

  Device device(int number) {
    return Optional.ofNullable(devices.get(number)).orElseThrow();
  }

  /**
   * @return the devices that are gone
   */
  List<Device> replace(DeviceUpload upload) {
    DeviceList list = decode(upload.list());
    if (list.version() < decode(deviceList).version()) {
      throw new IllegalStateException("a test's list went back");
    }
    deviceList = upload.list();
    invited.clear();
    upload.link().ifPresent(link -> invited.put(link.device(), link.tokenHash()));
    List<Device> gone = new ArrayList<>();
    devices
        .entrySet()
        .removeIf(
            entry -> {
              boolean left = !list.has(entry.getKey(), entry.getValue().registrationId);
              if (left) {
                gone.add(entry.getValue());
              }
              return left;
            });
    return gone;
  }

  void register(LinkRegistration registration) throws MailboxException {
    Device there = devices.get(registration.device());
    if (there == null) {
      Bytes hash = Sha256.of(registration.linkToken());
      if (!Optional.ofNullable(invited.remove(registration.device())).equals(Optional.of(hash))) {
        throw new MailboxException(MailboxException.Reason.BAD_TOKEN);
      }
      add(
          registration.device(),
          decode(deviceList).find(registration.device()).orElseThrow().registrationId(),
          registration.authToken());
    } else if (!there.authToken.equals(registration.authToken())) {
      throw new MailboxException(MailboxException.Reason.BAD_TOKEN);
    }
    device(registration.device()).take(registration.keys());
  }

  UserBundles bundles(Bytes introduction) {
    SortedMap<Integer, Device> all = new TreeMap<>(devices);
    all.putAll(ghosts);
    List<DeviceBundle> bundles = new ArrayList<>();
    all.forEach((number, device) -> bundles.add(bundle(number, device)));
    return new UserBundles(
        new AccountId(account), introduction, servedList.orElse(deviceList), bundles);
  }

  private DeviceBundle bundle(int number, Device device) {
    return new DeviceBundle(
        new AccountId(account),
        number,
        device.served,
        identity,
        device.signed.orElseThrow(),
        Optional.ofNullable(device.oneTime.poll()),
        device.kyber.isEmpty() ? device.lastResort.orElseThrow() : device.kyber.remove());
  }

  private static DeviceList decode(Bytes signed) {
    try {
      return DeviceList.decode(SignedDeviceList.decode(signed).list());
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }
}
