package org.phantomnet.relay.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.mailbox.storage.MailboxStorage.Content;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredAccounts;
import org.phantomnet.relay.mailbox.storage.StoredPreKeys;

/** Which prekeys are handed out. Inside a transaction. */
final class PreKeys {
  private PreKeys() {}

  /** One bundle for each device, primary first; its one-time keys are gone afterwards. */
  @Rule("MBX-4")
  static List<DeviceBundle> take(Content content, StoredAccounts.Account of)
      throws StorageException {
    StoredPreKeys keys = content.preKeys();
    List<DeviceBundle> bundles = new ArrayList<>();
    for (StoredAccounts.Device device : content.accounts().devices(of.id())) {
      int number = device.device();
      StoredPreKeys.Lasting lasting =
          keys.lasting(of.id(), number)
              .orElseThrow(() -> new IllegalStateException("a device without signed keys"));
      Optional<SignedPreKey> kyber = keys.takeOneTimeKyber(of.id(), number);
      bundles.add(
          new DeviceBundle(
              of.id(),
              number,
              device.registrationId(),
              of.identity(),
              lasting.signed(),
              keys.takeOneTime(of.id(), number),
              kyber.orElse(lasting.lastResortKyber())));
    }
    return bundles;
  }
}
