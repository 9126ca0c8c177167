package org.phantomnet.desktop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * A desktop client driven by JSON lines: one command a line in, one event a line out. Commands run
 * on the reading thread, in order; events may come from any thread. Ends with the input.
 */
public final class ScriptSession {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClientControl control;
  private final ScriptEvents events;

  public ScriptSession(Client.Settings settings, PrintStream out) {
    this.events = new ScriptEvents(out, settings.clock());
    this.control = new ClientControl(settings);
    control.subscribe(new ListenerEvents(events));
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
      control.close();
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
    if (verb.equals("quit")) {
      return false;
    }
    try {
      execute(verb, command);
    } catch (MessengerException | StoreException | ClientException e) {
      Failure failure = Failure.of(e).orElseThrow();
      events.error(failure.code(), failure.text());
    } catch (IllegalArgumentException e) {
      events.error("BAD_COMMAND", "The command '" + verb + "' has a wrong or missing value.");
    }
    return true;
  }

  private void execute(String verb, JsonNode command) throws MessengerException, ClientException {
    switch (verb) {
      case "open" -> {
        control.open(command.path("passphrase").asText().toCharArray());
        events.emit("opened", Shapes.opened(control.client()));
        registered();
      }
      case "register" -> {
        control.client().register(command.path("name").asText());
        registered();
      }
      case "request" -> messenger().requestContact(who(command));
      case "accept-contact" -> messenger().acceptContact(who(command));
      case "contacts" -> events.emit("contacts", Shapes.contacts(messenger().contacts()));
      case "chat" -> {
        UserAddress to = UserAddress.parse(command.path("to").asText());
        String text = command.path("text").asText();
        messenger().sendChat(to, text);
        events.emit("chat-queued", e -> e.put("with", to.text()).put("text", text));
      }
      case "chats" -> events.emit("chats", Shapes.chats(messenger().chats(who(command))));
      case "safety-number" ->
          events.emit("safety-number", Shapes.safetyNumber(messenger().safetyNumber(who(command))));
      case "verify" -> {
        messenger().markVerified(who(command), messenger().safetyNumber(who(command)));
        events.emit("verified");
      }
      case "call" ->
          control.call(
              who(command),
              mode(command.path("mode").asText(CallMode.PRIVATE.name())),
              command.path("video").asBoolean() ? MediaKind.AUDIO_VIDEO : MediaKind.AUDIO);
      case "answer" -> {
        control.requireCall();
        events.emit("answering");
        control.answer();
      }
      case "decline" -> control.decline();
      case "hangup" -> {
        control.requireCall();
        events.emit("hanging-up");
        control.hangup();
      }
      case "mute" -> control.setMuted(command.path("on").asBoolean(true));
      case "hold" -> control.setHeld(command.path("on").asBoolean(true));
      case "mode" -> control.switchMode(mode(command.path("mode").asText()));
      case "move" -> control.move(command.path("device").asInt());
      case "answer-mode" -> control.answerSwitch(approved(command.path("approve")));
      case "pictures" -> control.setPictures(PictureChoice.valueOf(command.path("to").asText()));
      case "camera" -> control.hide(BlackoutMode.valueOf(command.path("hide").asText()));
      case "video" -> {
        if (command.path("on").asBoolean(true)) {
          control.requestVideo();
        } else {
          control.endVideo();
        }
      }
      case "answer-video" -> {
        if (approved(command.path("approve"))) {
          String pictures = command.path("pictures").asText(PictureChoice.WATCH_ONLY.name());
          control.approveVideo(PictureChoice.valueOf(pictures));
        } else {
          control.declineVideo();
        }
      }
      case "link-start" -> {
        String code = control.client().startLinking(command.path("name").asText());
        events.emit("link-code", e -> e.put("code", code));
      }
      case "link" -> {
        messenger().link(command.path("code").asText(), command.path("name").asText());
        events.emit("link-sent");
      }
      case "unlink" -> {
        messenger().unlink(command.path("device").asInt());
        events.emit("unlinked");
      }
      case "devices" -> events.emit("devices", Shapes.devices(messenger().devices()));
      case "history" -> events.emit("history", Shapes.history(messenger().history()));
      default -> events.error("UNKNOWN_COMMAND", "There is no command '" + verb + "'.");
    }
  }

  private Messenger messenger() throws ClientException {
    return control.client().messenger();
  }

  private void registered() throws ClientException {
    messenger().self().ifPresent(self -> events.emit("registered", Shapes.registered(self)));
  }

  /** In capitals as events have it, or in small letters as it is typed elsewhere. */
  private static CallMode mode(String text) {
    return Arrays.stream(CallMode.values())
        .filter(mode -> List.of(mode.name(), mode.name().toLowerCase(Locale.ROOT)).contains(text))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  /** Nothing but true is a yes. */
  private static boolean approved(JsonNode value) {
    if (!value.isBoolean()) {
      throw new IllegalArgumentException("approve");
    }
    return value.booleanValue();
  }

  private static UserAddress who(JsonNode command) {
    return UserAddress.parse(command.path("who").asText());
  }
}
