package org.phantomnet.messenger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.session.Queues;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Content;

/** Writes the person's lines; {@link Messenger#sendChat} documents it. Any thread. */
final class ChatLines {
  private final MessengerCore core;

  ChatLines(MessengerCore core) {
    this.core = core;
  }

  MessageId send(UserAddress to, String text) throws MessengerException {
    core.requireRegistered();
    ContactRow contact = core.requireContact(to);
    if (contact.policy().blocked()) {
      throw new MessengerException(Reason.BLOCKED);
    }
    if (contact.state() != Contact.State.ACCEPTED) {
      throw new MessengerException(Reason.NOT_A_CONTACT);
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length == 0 || utf8.length > Content.Chat.MAX_BYTES) {
      throw new MessengerException(Reason.TOO_LONG);
    }
    MessageId id = new MessageId(core.random.bytes(MessageId.LENGTH));
    Instant now = Instant.ofEpochMilli(core.clock.millis());
    ChatMessage message = new ChatMessage(id, to, true, text, now, ChatMessage.State.QUEUED);
    try {
      core.step(
          step -> {
            Chats.addOutgoing(step.sql(), message, step.now());
            Queues.putPending(
                step.sql(), to, id.value(), now, Queues.Kind.CHAT, Bytes.copyOf(utf8));
            core.sync.sentLine(step, to, id.value(), now, text);
            return id;
          });
    } catch (StoreException e) {
      // A commit whose report was lost still counts; the person must not be told to write it again.
      if (core.store.inTransaction(sql -> Chats.of(sql, to)).stream()
          .noneMatch(stored -> stored.id().equals(id))) {
        throw e;
      }
      core.settle();
    }
    core.sweeper.look();
    return id;
  }
}
