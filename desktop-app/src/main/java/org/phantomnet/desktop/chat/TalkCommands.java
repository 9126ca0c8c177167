package org.phantomnet.desktop.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.Shapes;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.history.ChatSummary;
import org.phantomnet.messenger.history.SecurityEntry;
import org.phantomnet.protocol.id.UserAddress;

/** Chats and what is kept of them. Command thread. */
final class TalkCommands {
  private static final int MOST_LOG_LINES = 40;

  private final Desk desk;

  TalkCommands(Desk desk) {
    this.desk = desk;
  }

  List<Command> all() {
    return List.of(
        Command.of("chats", words -> chats()),
        Command.of("open", this::open, Command.Kind.CONTACT),
        Command.of("autodelete", this::autoDelete, Command.Kind.DURATION, Command.Kind.CONTACT),
        Command.of("security-log", this::securityLog, Command.Kind.CONTACT),
        Command.of("clear", words -> clear()));
  }

  /** Sends a line to the open chat. */
  void say(String text) throws MessengerException, ClientException {
    Contact contact = desk.accepted(desk.contact(Optional.empty()));
    desk.messenger().sendChat(contact.address(), text);
    desk.answer(Answer.done("chat-queued", ""));
  }

  private void chats() throws ClientException {
    List<ChatSummary> all = desk.messenger().chatList();
    List<String> lines =
        all.isEmpty()
            ? ScreenWords.WELCOME
            : all.stream()
                .map(
                    chat ->
                        ScreenWords.chatLine(
                            desk.name(chat.contact().address()),
                            ScreenWords.state(chat.contact()),
                            chat.unread(),
                            chat.last().map(last -> SafeText.line(last.text())).orElse("")))
                .toList();
    desk.answer(
        Answer.show(
            "chat-list",
            line -> {
              ArrayNode entries = line.putArray("chats");
              for (ChatSummary chat : all) {
                entries
                    .addObject()
                    .put("with", chat.contact().address().text())
                    .put("state", chat.contact().state().name())
                    .put("verified", Desk.isVerified(chat.contact().policy()))
                    .put("blocked", chat.contact().policy().blocked())
                    .put("unread", chat.unread());
              }
            },
            new Panel(ScreenWords.CHATS, lines)));
  }

  private void open(Arguments words) throws ClientException {
    if (words.isEmpty()) {
      throw Desk.usage("open");
    }
    UserAddress who = desk.contact(words.first()).address();
    desk.state().setOpen(who);
    desk.messenger().markRead(who);
    desk.answer(
        new Answer("chats", Shapes.chats(desk.messenger().chats(who)), "", Optional.empty()));
  }

  private void autoDelete(Arguments words) throws MessengerException, ClientException {
    Optional<Duration> after =
        words.words().stream().flatMap(word -> Desk.duration(word).stream()).findFirst();
    UserAddress who = desk.contactBesideDuration(words).address();
    if (after.isPresent()) {
      desk.messenger().setAutoDelete(who, after.get());
    }
    Duration now = desk.messenger().autoDelete(who);
    desk.answer(
        Answer.done(
            "auto-delete",
            line -> line.put("who", who.text()).put("seconds", now.toSeconds()),
            ScreenWords.autoDelete(desk.name(who), now)));
  }

  private void securityLog(Arguments words) throws ClientException {
    Optional<UserAddress> only =
        words.isEmpty() ? Optional.empty() : Optional.of(desk.contact(words.first()).address());
    List<SecurityEntry> all =
        desk.messenger().securityLog().stream()
            .filter(entry -> only.isEmpty() || entry.contact().equals(only))
            .toList();
    List<String> lines =
        all.isEmpty()
            ? List.of(ScreenWords.NOTHING_LOGGED)
            : all.stream()
                .limit(MOST_LOG_LINES)
                .map(
                    entry ->
                        Times.dayAndTime(entry.at(), desk.zone())
                            + "  "
                            + entry.contact().map(desk::name).orElse(ScreenWords.ACCOUNT)
                            + ": "
                            + ScreenWords.event(entry))
                .toList();
    desk.answer(
        Answer.show(
            "security-log",
            line -> {
              ArrayNode entries = line.putArray("entries");
              for (SecurityEntry entry : all) {
                var node = entries.addObject().put("what", entry.event().name());
                entry.contact().ifPresent(who -> node.put("who", who.text()));
                entry.mode().ifPresent(mode -> node.put("mode", mode.name()));
                node.put("at", entry.at().toString());
              }
            },
            new Panel(ScreenWords.SECURITY_LOG, lines)));
  }

  private void clear() {
    desk.state().clearNotices();
    desk.state().closePanel();
    desk.answer(Answer.done("cleared", ""));
  }
}
