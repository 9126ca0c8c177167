package org.phantomnet.messenger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.devices.LinkedDevice;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.session.Enrolment.Enrolled;
import org.phantomnet.messenger.session.Exchange;
import org.phantomnet.messenger.session.OwnList;
import org.phantomnet.messenger.session.Step;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Hpke;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkCode;
import org.phantomnet.protocol.devices.LinkCodec;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.devices.Provisioning;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.phantomnet.protocol.rule.Rule;

/** The devices of this account; {@link Messenger} documents each method. Any thread. */
final class OwnDevices {
  /** libsignal's registration ids are 1 to 16380. */
  private static final int REGISTRATION_IDS = 16_380;

  private final MessengerCore core;

  OwnDevices(MessengerCore core) {
    this.core = core;
  }

  List<LinkedDevice> devices() {
    if (core.enrolled().isEmpty()) {
      return List.of();
    }
    int here = core.enrolled().get().device().address().device();
    return core.store.inTransaction(
        sql -> {
          Map<Integer, String> names = new HashMap<>();
          List<Integer> pending = new ArrayList<>();
          sql.query(
                  "SELECT device, name, invited_at IS NOT NULL FROM own_devices",
                  row -> {
                    names.put((int) row.number(0), row.text(1));
                    return row.flag(2) ? (int) row.number(0) : 0;
                  })
              .forEach(pending::add);
          return OwnList.newest(sql, core.enrolled().get().device()).devices().stream()
              .map(DeviceList.Entry::device)
              .map(
                  number ->
                      new LinkedDevice(
                          number,
                          names.getOrDefault(number, ""),
                          number == OwnDevice.PRIMARY,
                          number == here,
                          pending.contains(number)))
              .toList();
        });
  }

  void link(String text, String name) throws MessengerException {
    requirePrimary();
    LinkCode code = parse(text);
    String called = name.isBlank() ? "" : requireName(name);
    catchUp();
    Invited invited = change(step -> invite(step, called));
    try (SecretKey token = invited.token) {
      upload();
      put(code, invited, token);
    } catch (MessengerException e) {
      unlinkQuietly(invited.entry.device());
      throw e;
    }
  }

  private record Invited(DeviceList.Entry entry, SecretKey token, Bytes list) {}

  /** One step: the list, what goes to the mailbox, and what the person calls the device. */
  private Invited invite(Step step, String name) {
    DeviceList newest = newest(step);
    List<Integer> waiting =
        step.sql()
            .query(
                "SELECT device FROM own_devices WHERE invited_at IS NOT NULL",
                row -> (int) row.number(0));
    List<DeviceList.Entry> devices =
        new ArrayList<>(
            newest.devices().stream().filter(entry -> !waiting.contains(entry.device())).toList());
    int number =
        IntStream.rangeClosed(OwnDevice.PRIMARY + 1, DeviceList.MAX_DEVICES)
            .filter(free -> devices.stream().noneMatch(entry -> entry.device() == free))
            .findFirst()
            .orElseThrow(() -> new Refusal(Reason.TOO_MANY_DEVICES));
    Bytes chance = core.random.bytes(3);
    int registrationId =
        ((chance.at(0) & 0xff) << 16 | (chance.at(1) & 0xff) << 8 | chance.at(2) & 0xff)
                % REGISTRATION_IDS
            + 1;
    DeviceList.Entry entry = new DeviceList.Entry(number, registrationId);
    devices.add(entry);
    devices.sort((a, b) -> Integer.compare(a.device(), b.device()));
    SecretKey token = SecretKey.random(LinkRegistration.TOKEN_LENGTH, core.random);
    Bytes signed = OwnList.next(step.sql(), newest, devices);
    exchange().takeOwn(step, signed);
    DeviceUpload upload =
        new DeviceUpload(
            signed, Optional.of(new DeviceUpload.Link(number, Sha256.of(token.disclose()))));
    Meta.DEVICES_DUE.set(step.sql(), SqlValue.of(LinkCodec.encode(upload)));
    step.sql()
        .update(
            "INSERT OR REPLACE INTO own_devices(device, name, invited_at) VALUES(?, ?, ?)",
            SqlValue.of(number),
            SqlValue.of(name),
            SqlValue.of(step.now()));
    return new Invited(entry, token, signed);
  }

  @Rule("DEV-10")
  private void put(LinkCode code, Invited invited, SecretKey token) throws MessengerException {
    Enrolled who = core.requireRegistered();
    Bytes deliveryToken = Meta.required(core.store.inTransaction(Meta.DELIVERY_TOKEN::bytes));
    Bytes sealed;
    try (Provisioning provisioning =
        new Provisioning(
            who.device().account(),
            who.device().address().user(),
            core.session.call(() -> who.keys().privateKey()),
            invited.entry,
            token.copy(),
            deliveryToken,
            invited.list)) {
      Hpke.Sender sender = Hpke.send(code.publicKey(), Linking.INFO, core.random);
      sealed = concatenate(sender.enc(), sender.seal(code.slot(), provisioning.encode()));
    } catch (ProtocolException e) {
      throw new MessengerException(Reason.BAD_LINK_CODE);
    }
    try {
      core.mailbox.putLink(new LinkDeposit(code.slot(), sealed));
    } catch (MailboxException e) {
      throw switch (e.reason()) {
        case NO_SUCH_DEVICE -> new MessengerException(Reason.LINK_EXPIRED);
        case NAME_TAKEN -> new MessengerException(Reason.LINK_USED);
        default -> MessengerException.of(e);
      };
    }
  }

  private static Bytes concatenate(Bytes first, Bytes second) {
    byte[] all = new byte[first.length() + second.length()];
    System.arraycopy(first.toByteArray(), 0, all, 0, first.length());
    System.arraycopy(second.toByteArray(), 0, all, first.length(), second.length());
    return Bytes.copyOf(all);
  }

  void unlink(int device) throws MessengerException {
    requirePrimary();
    if (device == OwnDevice.PRIMARY) {
      throw new MessengerException(Reason.NOT_LINKED);
    }
    catchUp();
    change(step -> drop(step, device));
    upload();
  }

  private int drop(Step step, int device) {
    if (!exchange().unlink(step, device)) {
      throw new Refusal(Reason.NOT_LINKED);
    }
    return device;
  }

  private void unlinkQuietly(int device) {
    try {
      change(step -> drop(step, device));
    } catch (MessengerException e) {
      // It is gone already.
    }
  }

  /** Only one thing is refused inside a step: what the person asked for. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    Refusal(Reason reason) {
      super(reason.name(), null, false, false);
      this.reason = reason;
    }
  }

  private <T> T change(Function<Step, T> work) throws MessengerException {
    try {
      return core.step(work);
    } catch (Refusal e) {
      throw new MessengerException(e.reason);
    }
  }

  /** A newer list of the own list key is taken over before another is signed (DEV-9). */
  private void catchUp() throws MessengerException {
    Enrolled who = core.requireRegistered();
    try {
      UserBundles own = core.mailbox.fetchBundles(who.device().address().user());
      core.session.call(() -> exchange().openOwn(own));
    } catch (MailboxException e) {
      throw MessengerException.of(e);
    }
  }

  /** At once, so that the person hears of it; if it fails it stays due. */
  private void upload() throws MessengerException {
    Optional<Bytes> due = core.store.inTransaction(Meta.DEVICES_DUE::bytes);
    if (due.isEmpty()) {
      return;
    }
    try {
      core.beforeEffect();
      core.mailbox.replaceDevices(LinkCodec.decodeUpload(due.get()));
    } catch (MailboxException e) {
      throw MessengerException.of(e);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e.getMessage());
    }
    core.step(
        step -> {
          if (Meta.DEVICES_DUE.bytes(step.sql()).equals(due)) {
            Meta.DEVICES_DUE.clear(step.sql());
          }
          return due;
        });
  }

  private DeviceList newest(Step step) {
    return OwnList.newest(step.sql(), core.enrolled().orElseThrow().device());
  }

  private Exchange exchange() {
    return core.exchange().orElseThrow();
  }

  private void requirePrimary() throws MessengerException {
    if (core.requireRegistered().device().address().device() != OwnDevice.PRIMARY) {
      throw new MessengerException(Reason.NOT_PRIMARY);
    }
  }

  private static LinkCode parse(String text) throws MessengerException {
    try {
      return LinkCode.parse(text);
    } catch (ProtocolException e) {
      throw new MessengerException(Reason.BAD_LINK_CODE);
    }
  }

  static String requireName(String name) throws MessengerException {
    try {
      return new Sync.DeviceName(OwnDevice.PRIMARY, name.trim()).name();
    } catch (IllegalArgumentException e) {
      throw new MessengerException(Reason.BAD_DEVICE_NAME);
    }
  }
}
