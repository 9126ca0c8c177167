package org.phantomnet.desktop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.port.TracePort;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.history.CallEntry;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * A desktop client driven by JSON lines: one command a line in, one event a line out. Commands run
 * on the reading thread, in order; events may come from any thread. Ends with the input.
 */
public final class ScriptSession implements Client.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Client.Settings settings;
  private final ScriptEvents events;
  private Optional<Client> client = Optional.empty();
  private Optional<CallId> current = Optional.empty();

  public ScriptSession(Client.Settings settings, PrintStream out) {
    this.settings = settings;
    this.events = new ScriptEvents(out, settings.clock());
  }

  /** Runs until the input ends or says quit, then closes everything. */
  public void run(BufferedReader commands) throws IOException {
    try {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (!line.isBlank() && !execute(line)) {
          return;
        }
      }
    } finally {
      client.ifPresent(Client::close);
      events.emit("closed");
    }
  }

  private boolean execute(String line) {
    JsonNode command;
    try {
      command = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      events.error(
          "BAD_COMMAND", "A command is one JSON object a line, such as {\"do\":\"history\"}.");
      return true;
    }
    String verb = command.path("do").asText();
    try {
      switch (verb) {
        case "quit" -> {
          return false;
        }
        case "open" -> open(command.path("passphrase").asText().toCharArray());
        default -> execute(verb, command, opened());
      }
    } catch (MessengerException e) {
      events.error(e.reason().name(), e.advice());
    } catch (StoreException e) {
      events.error(e.reason().name(), e.reason().advice());
    } catch (IllegalArgumentException e) {
      events.error("BAD_COMMAND", "The command '" + verb + "' has a wrong or missing value.");
    } catch (ClientException e) {
      events.error(e.code(), String.valueOf(e.getMessage()));
    }
    return true;
  }

  private void execute(String verb, JsonNode command, Client open)
      throws MessengerException, ClientException {
    Messenger messenger = open.messenger();
    switch (verb) {
      case "register" -> {
        open.register(command.path("name").asText());
        registered(open);
      }
      case "request" -> messenger.requestContact(who(command));
      case "accept-contact" -> messenger.acceptContact(who(command));
      case "chat" -> {
        messenger.sendChat(
            UserAddress.parse(command.path("to").asText()), command.path("text").asText());
        events.emit("chat-queued");
      }
      case "chats" -> chats(messenger.chats(who(command)));
      case "safety-number" -> {
        String digits = messenger.safetyNumber(who(command)).grouped();
        events.emit("safety-number", e -> e.put("digits", digits));
      }
      case "verify" -> {
        messenger.markVerified(who(command), messenger.safetyNumber(who(command)));
        events.emit("verified");
      }
      case "call" -> {
        CallMode mode = CallMode.valueOf(command.path("mode").asText(CallMode.PRIVATE.name()));
        current = Optional.of(open.calls().start(who(command), MediaKind.AUDIO, mode));
      }
      case "answer" -> {
        events.emit("answering");
        open.calls().answer(currentCall());
      }
      case "decline" -> open.calls().decline(currentCall());
      case "hangup" -> {
        events.emit("hanging-up");
        open.calls().hangup(currentCall());
      }
      case "mute" -> open.calls().setMuted(currentCall(), command.path("on").asBoolean(true));
      case "history" -> history(messenger.history());
      default -> events.error("UNKNOWN_COMMAND", "There is no command '" + verb + "'.");
    }
  }

  private void open(char[] passphrase) throws ClientException, MessengerException {
    if (client.isPresent()) {
      throw new ClientException("ALREADY_OPEN", "The store is open already.");
    }
    Client opened = Client.open(settings, passphrase, this);
    client = Optional.of(opened);
    events.emit(
        "opened",
        e ->
            e.put("keyDerivationMs", opened.keyDerivation().toMillis())
                .put("readyMs", opened.ready().toMillis())
                .put("registered", opened.messenger().isRegistered()));
    if (opened.messenger().isRegistered()) {
      registered(opened);
    }
  }

  private void registered(Client open) {
    open.messenger()
        .self()
        .ifPresent(self -> events.emit("registered", e -> e.put("address", self.text())));
  }

  private Client opened() throws ClientException {
    return client.orElseThrow(
        () ->
            new ClientException(
                "NOT_OPEN", "Open the store first: {\"do\":\"open\",\"passphrase\":\"...\"}."));
  }

  private CallId currentCall() throws ClientException {
    synchronized (this) {
      return current.orElseThrow(() -> new ClientException("NO_CALL", "There is no call."));
    }
  }

  private static UserAddress who(JsonNode command) {
    return UserAddress.parse(command.path("who").asText());
  }

  private void chats(List<ChatMessage> messages) {
    long sent = messages.stream().filter(ChatMessage::outgoing).count();
    events.emit(
        "chats",
        e -> {
          e.put("sent", sent).put("received", messages.size() - sent);
          ArrayNode texts = e.putArray("messages");
          messages.forEach(
              m ->
                  texts
                      .addObject()
                      .put("outgoing", m.outgoing())
                      .put("text", m.text())
                      .put("state", m.state().name()));
        });
  }

  private void history(List<CallEntry> calls) {
    events.emit(
        "history",
        e -> {
          ArrayNode entries = e.putArray("entries");
          for (CallEntry call : calls) {
            ObjectNode entry = entries.addObject();
            entry
                .put("with", call.contact().text())
                .put("outgoing", call.outgoing())
                .put("mode", call.mode().name())
                .put("talkedMs", call.talked().toMillis())
                .put("result", call.result());
          }
        });
  }

  @Override
  public void callChanged(CallSnapshot snapshot) {
    synchronized (this) {
      if (snapshot.phase() != CallSnapshot.Phase.ENDED) {
        current = Optional.of(snapshot.call());
      }
    }
    events.emit("call", line -> SnapshotJson.write(snapshot, line));
  }

  @Override
  public void traced(TracePort.Trace trace) {
    events.emit("trace", e -> e.put("code", trace.code().name()).put("count", trace.count()));
  }

  @Override
  public void callsReady() {
    events.emit("calls-ready");
  }

  @Override
  public void recording(String which) {
    events.emit("recording", e -> e.put("which", which));
  }

  @Override
  public void chatReceived(ChatMessage message) {
    events.emit("chat", e -> e.put("from", message.contact().text()).put("text", message.text()));
  }

  @Override
  public void chatDelivered(UserAddress contact, MessageId message) {
    events.emit("chat-delivered", e -> e.put("with", contact.text()));
  }

  @Override
  public void contactRequested(UserAddress contact) {
    events.emit("contact-request", e -> e.put("who", contact.text()));
  }

  @Override
  public void contactAccepted(UserAddress contact) {
    events.emit("contact", e -> e.put("who", contact.text()));
  }

  @Override
  public void identityChanged(UserAddress contact) {
    events.emit("identity-changed", e -> e.put("who", contact.text()));
  }

  @Override
  public void contactNotFound(UserAddress contact) {
    events.error("NO_SUCH_USER", "There is no user of that name at that mailbox.");
  }

  @Override
  public void storeRolledBack() {
    events.error(
        "STORE_ROLLED_BACK",
        "The store was older than what this device had sent; chat sessions were started anew.");
  }

  @Override
  public void storeFailed(StoreException.Reason reason) {
    events.error(reason.name(), reason.advice());
  }

  @Override
  public void connectionState(Mailbox.ConnectionState state) {
    events.emit("mailbox", e -> e.put("state", state.name()));
    switch (state) {
      case PIN_MISMATCH ->
          events.error(
              "PIN_MISMATCH",
              "The mailbox does not hold its pinned key. Nothing was sent. Ask its operator.");
      case CLOCK_WRONG ->
          events.error(
              "CLOCK_WRONG",
              "This device's clock is wrong by more than five minutes. Set it; the client then connects by itself.");
      case NOT_SIGNED_IN ->
          events.error(
              "NOT_SIGNED_IN",
              "The mailbox does not know this account any more. Ask its operator.");
      case DISCONNECTED ->
          events.emit("notice", e -> e.put("text", "mailbox unreachable; trying again by itself"));
      default -> {
        // said by the event above
      }
    }
  }
}
