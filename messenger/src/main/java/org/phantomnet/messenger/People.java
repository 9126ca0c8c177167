package org.phantomnet.messenger;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.messenger.contacts.SafetyNumbers;
import org.phantomnet.messenger.contacts.SafetyNumbers.Party;
import org.phantomnet.messenger.contacts.ScannedCode;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.ChatSummary;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.SecurityEntry;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.messenger.session.Enrolment.Enrolled;
import org.phantomnet.messenger.session.Queues;
import org.phantomnet.messenger.session.Step;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.signal.CallMode;

/** What a person decides about contacts; {@link Messenger} documents each method. Any thread. */
final class People {
  private final MessengerCore core;

  People(MessengerCore core) {
    this.core = core;
  }

  void ignoreContact(UserAddress contact) throws MessengerException {
    boolean ignored =
        core.step(
            step -> {
              boolean asked =
                  core.contacts
                      .find(step.sql(), contact)
                      .filter(row -> row.state() == Contact.State.ASKED)
                      .isPresent();
              if (asked) {
                core.contacts.remove(step.sql(), contact);
              }
              return asked;
            });
    if (!ignored) {
      throw new MessengerException(Reason.NO_REQUEST);
    }
  }

  void setBlocked(UserAddress contact, boolean blocked) throws MessengerException {
    core.requireContact(contact);
    core.step(
        step -> {
          if (blocked != policy(step, contact).blocked()) {
            SecurityLog.note(
                step, blocked ? SecurityEvent.BLOCKED : SecurityEvent.UNBLOCKED, contact);
          }
          core.contacts.setBlocked(step.sql(), contact, blocked);
          core.sync.blocked(step, contact, blocked);
          if (blocked) {
            Queues.removePending(step.sql(), contact);
            Queues.removeOutbox(step.sql(), contact);
            Bytes token = core.random.bytes(Registration.DELIVERY_TOKEN_LENGTH);
            Meta.DELIVERY_TOKEN.set(step.sql(), SqlValue.of(token));
            Meta.DELIVERY_TOKEN_DUE.set(step.sql(), SqlValue.of(token));
            core.sync.ownToken(step);
            core.contacts.all(step.sql()).stream()
                .filter(ContactRow::isOpen)
                .forEach(row -> core.pend(step, row.address(), Queues.Kind.ACCEPT));
          }
          return blocked;
        });
  }

  void setModes(UserAddress contact, CallMode defaultMode, CallMode floor, boolean requirePq)
      throws MessengerException {
    core.requireContact(contact);
    core.step(
        step -> {
          ContactPolicy before = policy(step, contact);
          if (before.defaultMode() != defaultMode) {
            SecurityLog.note(step, SecurityEvent.DEFAULT_MODE_CHANGED, contact, defaultMode);
          }
          if (before.floor() != floor) {
            SecurityLog.note(step, SecurityEvent.FLOOR_CHANGED, contact, floor);
          }
          if (before.requirePq() != requirePq) {
            SecurityLog.note(
                step,
                requirePq ? SecurityEvent.PQ_REQUIRED : SecurityEvent.PQ_NOT_REQUIRED,
                contact);
          }
          core.contacts.setModes(step.sql(), contact, defaultMode, floor, requirePq);
          core.sync.modes(step, contact);
          return floor;
        });
  }

  private ContactPolicy policy(Step step, UserAddress contact) {
    return core.contacts
        .find(step.sql(), contact)
        .map(ContactRow::policy)
        .orElseGet(ContactPolicy::initial);
  }

  void setAutoDelete(UserAddress contact, Duration after) throws MessengerException {
    core.requireContact(contact);
    core.step(
        step -> {
          if (!AutoDelete.of(step.sql(), contact).equals(after)) {
            SecurityLog.note(step, SecurityEvent.AUTO_DELETE_CHANGED, contact);
          }
          AutoDelete.set(step.sql(), contact, after);
          core.sync.autoDelete(step, contact, after);
          AutoDelete.sweep(step.sql(), step.now());
          return after;
        });
    core.store.scrub();
    core.sweeper.look();
  }

  /** By when the last message came or went on this device's own clock, which no contact can set. */
  List<ChatSummary> chatList() {
    return core.store.inTransaction(
        sql ->
            core.contacts.all(sql).stream()
                .sorted(
                    Comparator.comparing(
                        (ContactRow row) -> Chats.position(sql, row.address()),
                        Comparator.reverseOrder()))
                .map(
                    row ->
                        new ChatSummary(
                            row.contact(),
                            Chats.unread(sql, row.address()),
                            Chats.last(sql, row.address())))
                .toList());
  }

  List<Contact> contacts() {
    return core.store.inTransaction(core.contacts::all).stream().map(ContactRow::contact).toList();
  }

  SafetyNumber safetyNumber(UserAddress contact) throws MessengerException {
    Enrolled who = core.requireRegistered();
    ContactRow row = core.requireContact(contact);
    Bytes identity =
        row.identity().orElseThrow(() -> new MessengerException(Reason.NO_IDENTITY_YET));
    return core.session.call(
        () ->
            SafetyNumbers.of(
                who.device().address().user(),
                who.device().identity(),
                contact,
                identity,
                row.policy().verified()));
  }

  ScannedCode compareScanned(UserAddress contact, Bytes scanned) throws MessengerException {
    Enrolled who = core.requireRegistered();
    Bytes identity =
        core.requireContact(contact)
            .identity()
            .orElseThrow(() -> new MessengerException(Reason.NO_IDENTITY_YET));
    List<Party> others =
        core.store.inTransaction(core.contacts::all).stream()
            .filter(row -> !row.address().equals(contact))
            .flatMap(row -> row.identity().map(key -> new Party(row.address(), key)).stream())
            .toList();
    Party self = new Party(who.device().address().user(), who.device().identity());
    return core.session.call(
        () -> SafetyNumbers.compare(self, new Party(contact, identity), others, scanned));
  }

  void markVerified(UserAddress contact, SafetyNumber compared) throws MessengerException {
    if (!safetyNumber(contact).digits().equals(compared.digits())) {
      throw new MessengerException(Reason.IDENTITY_CHANGED);
    }
    core.step(
        step -> {
          core.contacts.setVerified(step.sql(), contact);
          core.sync.trust(step, contact);
          SecurityLog.note(step, SecurityEvent.VERIFIED, contact);
          return contact;
        });
  }

  void withdrawVerification(UserAddress contact) throws MessengerException {
    core.requireContact(contact);
    core.step(
        step -> {
          if (policy(step, contact).verified()) {
            core.contacts.withdrawVerification(step.sql(), contact);
            core.sync.trust(step, contact);
            SecurityLog.note(step, SecurityEvent.VERIFICATION_WITHDRAWN, contact);
          }
          return contact;
        });
  }

  List<SecurityEntry> securityLog() {
    return core.store.inTransaction(SecurityLog::all);
  }

  boolean isFirstCall(UserAddress contact) {
    return !core.store.inTransaction(sql -> core.contacts.isFirstCallSeen(sql, contact));
  }

  void markFirstCallSeen(UserAddress contact) throws MessengerException {
    core.requireContact(contact);
    core.store.inTransaction(
        sql -> {
          core.contacts.setFirstCallSeen(sql, contact);
          return contact;
        });
  }

  boolean isFastWarned() {
    return core.store.inTransaction(Meta.FAST_WARNED::number).isPresent();
  }

  void markFastWarned() {
    core.store.inTransaction(
        sql -> {
          Meta.FAST_WARNED.set(sql, SqlValue.of(1));
          return true;
        });
  }

  void acknowledgeIdentity(UserAddress contact) throws MessengerException {
    core.requireContact(contact);
    core.step(
        step -> {
          if (!policy(step, contact).identityAcknowledged()) {
            SecurityLog.note(step, SecurityEvent.IDENTITY_ACKNOWLEDGED, contact);
          }
          core.contacts.acknowledgeIdentity(step.sql(), contact);
          core.sync.trust(step, contact);
          return contact;
        });
  }
}
