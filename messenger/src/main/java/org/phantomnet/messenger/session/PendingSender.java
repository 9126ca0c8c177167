package org.phantomnet.messenger.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.metadata.certificate.SenderCertificate;

/**
 * Encrypts what is pending, in order per contact, wherever there is a session. Session thread only.
 */
final class PendingSender {
  private final Contacts contacts;
  private final Ratchet ratchet;
  private final RandomSource random;

  PendingSender(Contacts contacts, Ratchet ratchet, RandomSource random) {
    this.contacts = contacts;
    this.ratchet = ratchet;
    this.random = random;
  }

  /** What the mail thread must fetch before the rest can be encrypted. */
  record Wanted(boolean certificate, Set<UserAddress> sessions) {}

  /** One row per step, so that a chat's row and its ciphertexts change places at once. */
  Wanted drain(Steps steps) {
    List<Queues.PendingRow> rows = steps.run(step -> Queues.pending(step.sql()));
    Set<UserAddress> waiting = new HashSet<>();
    Set<UserAddress> sessions = new HashSet<>();
    boolean certificate = false;
    for (Queues.PendingRow row : rows) {
      if (waiting.contains(row.to())) {
        continue;
      }
      Outcome outcome = steps.run(step -> encrypt(step, row));
      if (outcome == Outcome.NO_CERTIFICATE) {
        certificate = true;
        break;
      }
      if (outcome == Outcome.NO_SESSION) {
        waiting.add(row.to());
        sessions.add(row.to());
      }
    }
    return new Wanted(certificate, sessions);
  }

  private enum Outcome {
    DONE,
    HELD,
    NO_CERTIFICATE,
    NO_SESSION
  }

  private Outcome encrypt(Step step, Queues.PendingRow row) {
    Optional<ContactRow> found = contacts.find(step.sql(), row.to());
    if (found.isEmpty() || found.get().policy().blocked()) {
      Queues.removePending(step.sql(), row.id());
      return Outcome.DONE;
    }
    ContactRow contact = found.get();
    if (isHeld(contact, row.kind())) {
      return Outcome.HELD;
    }
    Optional<SenderCertificate> certificate = ratchet.certificate(step);
    if (certificate.isEmpty()) {
      return Outcome.NO_CERTIFICATE;
    }
    if (contact.account().isEmpty()) {
      return Outcome.NO_SESSION;
    }
    String account = contact.account().get();
    List<Ratchet.Session> sessions = ratchet.sessions(step, account);
    if (sessions.isEmpty()) {
      return Outcome.NO_SESSION;
    }
    for (Ratchet.Session session : sessions) {
      DeviceAddress to =
          new DeviceAddress(contact.address(), session.device(), session.registrationId());
      Content content = ratchet.content(to, row.contentId(), row.sentAt(), body(step, row));
      ratchet.encrypt(
          step, certificate.get(), contact, account, session, content, randomId(), Duration.ZERO);
    }
    Queues.removePending(step.sql(), row.id());
    return Outcome.DONE;
  }

  /** What the person wrote or consented to waits while a changed identity is not acknowledged. */
  @Rule("CONT-12")
  private static boolean isHeld(ContactRow contact, Queues.Kind kind) {
    return switch (kind) {
      case CHAT ->
          contact.state() != Contact.State.ACCEPTED || !contact.policy().identityAcknowledged();
      case ACCEPT -> !contact.policy().identityAcknowledged();
      case REQUEST, RECEIPT, RESEND -> false;
    };
  }

  private static Content.Body body(Step step, Queues.PendingRow row) {
    return switch (row.kind()) {
      case CHAT -> new Content.Chat(new String(row.body().toByteArray(), StandardCharsets.UTF_8));
      case REQUEST -> new Content.ContactRequest(ownToken(step));
      case ACCEPT -> new Content.ContactAccept(ownToken(step));
      case RECEIPT -> new Content.DeliveryReceipt(ids(row.body()));
      case RESEND -> new Content.ResendRequest();
    };
  }

  private static List<Bytes> ids(Bytes body) {
    byte[] all = body.toByteArray();
    List<Bytes> ids = new ArrayList<>();
    for (int at = 0; at + Content.ID_LENGTH <= all.length; at += Content.ID_LENGTH) {
      ids.add(Bytes.copyOf(all, at, Content.ID_LENGTH));
    }
    return ids;
  }

  private static Bytes ownToken(Step step) {
    return Meta.required(Meta.DELIVERY_TOKEN.bytes(step.sql()));
  }

  private UUID randomId() {
    ByteBuffer chance = ByteBuffer.wrap(random.bytes(16).toByteArray());
    return new UUID(chance.getLong(), chance.getLong());
  }
}
