package org.phantomnet.relay.mailbox;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.devices.ListPin;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.storage.MailboxStorage.Content;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredAccounts;
import org.phantomnet.relay.mailbox.storage.StoredDeviceLists;

/**
 * Accounts' device lists, and the registration of linked devices. What is checked here keeps
 * accounts in order; contacts check for themselves. Inside a transaction.
 */
final class Devices {
  static final Duration LINK_WITHIN = Duration.ofMinutes(15);

  private final String mailbox;
  private final Clock clock;

  Devices(String mailbox, Clock clock) {
    this.mailbox = mailbox;
    this.clock = clock;
  }

  /** The list of a new account: version 1, and nobody in it but the device that registers. */
  @Rule("DEV-8")
  void first(Content content, AccountId id, Registration registration)
      throws StorageException, Refused {
    DeviceList list =
        open(registration.name(), registration.identityKey(), registration.deviceList());
    DeviceList.Entry only =
        new DeviceList.Entry(registration.device(), registration.registrationId());
    if (list.version() != 1 || !list.devices().equals(List.of(only))) {
      throw new Refused(Refusal.MALFORMED);
    }
    if (content.deviceLists().list(id).isEmpty()) {
      content.deviceLists().put(id, registration.deviceList());
    }
  }

  /** The newest list of an account, for those who ask for its bundles. */
  static Bytes of(Content content, AccountId id) throws StorageException, Refused {
    return content.deviceLists().list(id).orElseThrow(() -> new Refused(Refusal.NO_SUCH_USER));
  }

  /**
   * @return the devices that are gone now
   */
  List<Integer> replace(Content content, Account asking, DeviceUpload upload)
      throws StorageException, Refused {
    if (asking.device() != DeviceList.PRIMARY) {
      throw new Refused(Refusal.BAD_TOKEN);
    }
    StoredAccounts.Account account =
        content.accounts().byId(asking.id()).orElseThrow(() -> new Refused(Refusal.NOT_SIGNED_IN));
    DeviceList list = open(account.name(), account.identity(), upload.list());
    requireNext(content, account, upload.list(), list);
    Optional<StoredAccounts.Device> primary =
        content.accounts().device(asking.id(), DeviceList.PRIMARY);
    if (primary.isEmpty() || !list.has(DeviceList.PRIMARY, primary.get().registrationId())) {
      throw new Refused(Refusal.MALFORMED);
    }
    content.deviceLists().put(asking.id(), upload.list());
    content.deviceLists().uninvite(asking.id());
    if (upload.link().isPresent()) {
      invite(content, asking.id(), list, upload.link().get());
    }
    return drop(content, asking.id(), list);
  }

  /** A list is followed by newer ones only; the same one again is a repeat. */
  private void requireNext(
      Content content, StoredAccounts.Account account, Bytes uploaded, DeviceList list)
      throws StorageException, Refused {
    Optional<Bytes> known = content.deviceLists().list(account.id());
    if (known.isEmpty() || known.get().equals(uploaded)) {
      return;
    }
    DeviceList before = open(account.name(), account.identity(), known.get());
    if (ListPin.judge(before, list) != ListPin.Verdict.TAKE) {
      throw new Refused(Refusal.NAME_TAKEN);
    }
  }

  private void invite(Content content, AccountId id, DeviceList list, DeviceUpload.Link link)
      throws StorageException, Refused {
    DeviceList.Entry entry =
        list.find(link.device()).orElseThrow(() -> new Refused(Refusal.MALFORMED));
    content
        .deviceLists()
        .invite(
            id,
            new StoredDeviceLists.Invited(
                entry.device(),
                entry.registrationId(),
                link.tokenHash(),
                clock.instant().plus(LINK_WITHIN)));
  }

  private static List<Integer> drop(Content content, AccountId id, DeviceList list)
      throws StorageException {
    List<Integer> gone = new ArrayList<>();
    for (StoredAccounts.Device device : content.accounts().devices(id)) {
      if (!list.has(device.device(), device.registrationId())) {
        content.accounts().removeDevice(id, device.device());
        gone.add(device.device());
      }
    }
    return gone;
  }

  /** Whoever holds the link token, once; a repeat with the same auth token is the same device. */
  void register(Content content, LinkRegistration registration) throws StorageException, Refused {
    AccountId id = registration.account();
    Optional<StoredAccounts.Device> there = content.accounts().device(id, registration.device());
    if (there.isPresent()) {
      if (!Tokens.matches(registration.authToken(), there.get().authHash())) {
        throw new Refused(Refusal.BAD_TOKEN);
      }
      return;
    }
    StoredDeviceLists.Invited invited =
        content
            .deviceLists()
            .invited(id)
            .filter(one -> one.device() == registration.device())
            .filter(one -> clock.instant().isBefore(one.expires()))
            .filter(one -> Tokens.matches(registration.linkToken(), one.tokenHash()))
            .orElseThrow(() -> new Refused(Refusal.BAD_TOKEN));
    content
        .accounts()
        .addDevice(
            id,
            new StoredAccounts.Device(
                invited.device(), invited.registrationId(), Tokens.hash(registration.authToken())));
    content.deviceLists().uninvite(id);
  }

  private DeviceList open(String name, Bytes identity, Bytes signed) throws Refused {
    try {
      return SignedDeviceList.decode(signed)
          .open(new UserAddress(name, mailbox), identity, SenderCertificates::verify);
    } catch (ProtocolException.Unauthentic e) {
      throw new Refused(Refusal.BAD_TOKEN);
    } catch (ProtocolException e) {
      throw new Refused(Refusal.MALFORMED);
    }
  }
}
