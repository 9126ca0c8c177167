package org.phantomnet.messenger.session;

import java.time.Duration;
import java.util.Optional;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.metadata.ProtocolDuplicateMessageException;
import org.signal.libsignal.metadata.SealedSessionCipher;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.state.SessionRecord;

/** Decrypts an envelope into the inbox, in one step. Session thread only. */
final class Opening {
  private static final Duration MOST_HELD = Duration.ofDays(30);

  private final OwnDevice own;
  private final Contacts contacts;
  private final Ratchet ratchet;
  private final DeviceLists lists;

  Opening(OwnDevice own, Contacts contacts, Ratchet ratchet, DeviceLists lists) {
    this.own = own;
    this.contacts = contacts;
    this.ratchet = ratchet;
    this.lists = lists;
  }

  /** What became of an envelope. */
  enum Verdict {
    /** In the inbox. */
    STORED,
    /** Seen before. */
    DUPLICATE,
    /** Not for this device, not from who it says, or without consent. */
    REFUSED,
    /** Of a device, or with a device list, that is not the person's. */
    NOT_LISTED,
    /** A known contact's device uses a session that is not here any more. */
    NO_SESSION
  }

  /** Leaves the step, and so the ratchet, as it was. */
  static final class NotStored extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Verdict verdict;
    private final Optional<PinnedCertificates.Sender> sender;

    NotStored(Verdict verdict, Optional<PinnedCertificates.Sender> sender) {
      super(verdict.name(), null, false, false);
      this.verdict = verdict;
      this.sender = sender;
    }

    Verdict verdict() {
      return verdict;
    }

    /** Who sent it, where a good certificate says so. */
    Optional<PinnedCertificates.Sender> sender() {
      return sender;
    }
  }

  /**
   * Session, prekey removal, the used Kyber prekey and the plaintext become durable together. The
   * caller acknowledges afterwards.
   *
   * @throws NotStored if nothing was stored; acknowledge as well
   */
  @Rule("SESS-1")
  void open(Step step, QueuedEnvelope envelope) {
    PinnedCertificates certificates = new PinnedCertificates(step.sql());
    SignalStore store = ratchet.store(step);
    Bytes plaintext = decrypt(step, envelope, certificates, store);
    Content content = decoded(plaintext, certificates);
    certificates.settle(content.body(), contacts);
    PinnedCertificates.Sender sender =
        certificates.sender().orElseThrow(() -> new NotStored(Verdict.REFUSED, Optional.empty()));
    SessionRecord session =
        store.loadSession(new SignalProtocolAddress(sender.account(), sender.device()));
    if (!Bytes.copyOf(session.getRemoteIdentityKey().serialize()).equals(sender.identity())) {
      throw new NotStored(Verdict.REFUSED, certificates.sender());
    }
    requireAdmitted(step, sender, session.getRemoteRegistrationId(), content);
    Queues.putInbox(
        step.sql(),
        sender,
        session.getRemoteRegistrationId(),
        plaintext,
        content.body() instanceof Content.Call,
        step.now(),
        held(envelope));
  }

  /**
   * Certificates are judged at the time the mailbox took the envelope in: it may have waited for
   * this device.
   */
  private Bytes decrypt(
      Step step, QueuedEnvelope envelope, PinnedCertificates certificates, SignalStore store) {
    SealedSessionCipher cipher =
        new SealedSessionCipher(
            store, own.account().value(), own.address().user().text(), own.address().device());
    try {
      SealedSessionCipher.DecryptionResult result =
          cipher.decrypt(
              certificates,
              envelope.sealed().toByteArray(),
              step.now().minus(held(envelope)).toEpochMilli());
      int type = result.getCiphertextMessageType();
      if (type != CiphertextMessage.WHISPER_TYPE && type != CiphertextMessage.PREKEY_TYPE) {
        throw new NotStored(Verdict.REFUSED, certificates.sender());
      }
      return Bytes.copyOf(result.getPaddedMessage());
    } catch (ProtocolDuplicateMessageException e) {
      throw new NotStored(Verdict.DUPLICATE, certificates.sender());
    } catch (StoreException | NotStored e) {
      throw e;
    } catch (org.signal.libsignal.metadata.ProtocolException e) {
      step.rethrowStoreFailure();
      // A used prekey (SESS-4) is a repeated first message, not a session that was lost.
      Verdict verdict = store.reuseRefused() ? Verdict.REFUSED : Verdict.NO_SESSION;
      throw new NotStored(verdict, certificates.sender());
    } catch (Exception e) {
      // Whatever else libsignal throws at hostile bytes: InvalidMetadata*, SelfSend, ReusedBaseKey,
      // assertion-like
      // runtime exceptions.
      step.rethrowStoreFailure();
      throw new NotStored(Verdict.REFUSED, certificates.sender());
    }
  }

  /** What the mailbox says, as far as it can be true: no envelope waits longer (MBX-10). */
  private static Duration held(QueuedEnvelope envelope) {
    Duration told = envelope.heldFor();
    if (told.isNegative()) {
      return Duration.ZERO;
    }
    return told.compareTo(MOST_HELD) > 0 ? MOST_HELD : told;
  }

  private static Content decoded(Bytes plaintext, PinnedCertificates certificates) {
    try {
      return ContentCodec.decode(plaintext);
    } catch (ProtocolException e) {
      throw new NotStored(Verdict.REFUSED, certificates.sender());
    }
  }

  /**
   * The content must name both ends as the certificate and this device do, and its sender must have
   * consent.
   */
  private void requireAdmitted(
      Step step, PinnedCertificates.Sender sender, int registrationId, Content content) {
    NotStored refused = new NotStored(Verdict.REFUSED, Optional.of(sender));
    try {
      content.requireBetween(sender.address(), own.address().user(), own.address().device());
    } catch (ProtocolException e) {
      throw refused;
    }
    boolean taken =
        sender.address().equals(own.address().user())
            ? isOfOwnDevice(sender, content.body())
            : isConsented(step, sender, content.body());
    if (!taken) {
      throw refused;
    }
    requireListed(step, sender, registrationId, content.body());
  }

  /** The account's other devices, under its own identity. */
  @Rule("DEV-14")
  private boolean isOfOwnDevice(PinnedCertificates.Sender sender, Content.Body body) {
    return sender.account().equals(own.account().value().toString())
        && sender.identity().equals(own.identity())
        && (body instanceof Content.DeviceListUpdate
            || body instanceof Content.Sync
            || body instanceof Content.ResendRequest);
  }

  /** A list in the content is looked at first: it may be the one that names the sender. */
  @Rule("DEV-5")
  private void requireListed(
      Step step, PinnedCertificates.Sender sender, int registrationId, Content.Body body) {
    NotStored notListed = new NotStored(Verdict.NOT_LISTED, Optional.of(sender));
    AccountHolder holder = new AccountHolder(sender.address(), sender.account(), sender.identity());
    try {
      Optional<Bytes> told = list(body);
      if (told.isPresent()) {
        lists.take(step, holder, told.get());
      }
    } catch (DeviceLists.ListRefused e) {
      throw notListed;
    }
    if (!DeviceLists.isListed(
        step.sql(), sender.address(), sender.identity(), sender.device(), registrationId)) {
      throw notListed;
    }
  }

  private static Optional<Bytes> list(Content.Body body) {
    if (body instanceof Content.ContactRequest request) {
      return Optional.of(request.deviceList());
    }
    if (body instanceof Content.ContactAccept accept) {
      return Optional.of(accept.deviceList());
    }
    return body instanceof Content.DeviceListUpdate update
        ? Optional.of(update.deviceList())
        : Optional.empty();
  }

  /** A contact's account is the one its address is bound to; a stranger can only ask. */
  @Rule("CONT-5")
  private boolean isConsented(Step step, PinnedCertificates.Sender sender, Content.Body body) {
    Optional<ContactRow> holder = contacts.findByAccount(step.sql(), sender.account());
    if (holder.isPresent() && !holder.get().address().equals(sender.address())) {
      return false;
    }
    Optional<ContactRow> contact = contacts.find(step.sql(), sender.address());
    if (contact.isPresent() && contact.get().policy().blocked()) {
      return false;
    }
    if (body instanceof Content.Sync) {
      return false;
    }
    if (body instanceof Content.ContactRequest) {
      return true;
    }
    if (contact.isEmpty() || !contact.get().account().equals(Optional.of(sender.account()))) {
      return false;
    }
    Contact.State state = contact.get().state();
    return state == Contact.State.ACCEPTED
        || state == Contact.State.REQUESTED && body instanceof Content.ContactAccept;
  }
}
