package org.phantomnet.desktop.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.messenger.devices.LinkedDevice;
import org.phantomnet.messenger.history.CallEntry;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.protocol.id.UserAddress;

/** What the events that answer a command look like: the one place, for scripts and the chat. */
public final class Shapes {
  private Shapes() {}

  public static Consumer<ObjectNode> nothing() {
    return line -> {};
  }

  public static Consumer<ObjectNode> registered(UserAddress self) {
    return line -> line.put("address", self.text());
  }

  public static Consumer<ObjectNode> opened(Client client) {
    return line ->
        line.put("keyDerivationMs", client.keyDerivation().toMillis())
            .put("readyMs", client.ready().toMillis())
            .put("registered", client.messenger().isRegistered())
            .put("unlinked", client.messenger().isUnlinked());
  }

  public static Consumer<ObjectNode> safetyNumber(SafetyNumber number) {
    return line -> line.put("digits", number.grouped());
  }

  public static Consumer<ObjectNode> chats(List<ChatMessage> messages) {
    long sent = messages.stream().filter(ChatMessage::outgoing).count();
    return line -> {
      line.put("sent", sent).put("received", messages.size() - sent);
      ArrayNode texts = line.putArray("messages");
      messages.forEach(
          message ->
              texts
                  .addObject()
                  .put("outgoing", message.outgoing())
                  .put("text", message.text())
                  .put("state", message.state().name()));
    };
  }

  public static Consumer<ObjectNode> contacts(List<Contact> contacts) {
    return line -> {
      ArrayNode entries = line.putArray("contacts");
      contacts.forEach(
          contact ->
              entries
                  .addObject()
                  .put("who", contact.address().text())
                  .put("state", contact.state().name()));
    };
  }

  public static Consumer<ObjectNode> devices(List<LinkedDevice> devices) {
    return line -> {
      ArrayNode entries = line.putArray("devices");
      for (LinkedDevice device : devices) {
        entries
            .addObject()
            .put("device", device.number())
            .put("name", device.name())
            .put("primary", device.primary())
            .put("here", device.here())
            .put("pending", device.pending());
      }
    };
  }

  public static Consumer<ObjectNode> history(List<CallEntry> calls) {
    return line -> {
      ArrayNode entries = line.putArray("entries");
      for (CallEntry call : calls) {
        entries
            .addObject()
            .put("with", call.contact().text())
            .put("outgoing", call.outgoing())
            .put("mode", call.mode().name())
            .put("talkedMs", call.talked().toMillis())
            .put("result", call.result());
      }
    };
  }
}
