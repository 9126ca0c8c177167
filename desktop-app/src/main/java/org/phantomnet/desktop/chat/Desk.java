package org.phantomnet.desktop.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What the commands work on: the client, the state, the face, and how people are named.
 *
 * @param zone in which times are shown
 */
record Desk(ClientControl control, ChatState state, Face face, Clock clock, ZoneId zone) {
  Messenger messenger() throws ClientException {
    return control.client().messenger();
  }

  /** Whoever the words name, or else the open chat's contact. */
  Contact contact(Optional<String> typed) throws ClientException {
    if (typed.isPresent()) {
      return named(typed.get());
    }
    UserAddress open =
        state
            .open()
            .orElseThrow(() -> new ClientException("NO_CHAT_OPEN", ScreenWords.NO_CHAT_OPEN));
    return find(open)
        .orElseThrow(() -> new ClientException("UNKNOWN_CONTACT", ScreenWords.NO_CHAT_OPEN));
  }

  /** Both have consented and nothing stands in the way of a message. */
  Contact accepted(Contact contact) throws ClientException, MessengerException {
    String name = name(contact.address());
    DeviceCommands.requireLinked(this);
    if (contact.policy().blocked()) {
      throw new MessengerException(MessengerException.Reason.BLOCKED);
    }
    return switch (contact.state()) {
      case ACCEPTED -> contact;
      case REQUESTED ->
          throw new ClientException("NOT_ACCEPTED_YET", ScreenWords.notAcceptedYet(name));
      case ASKED -> throw new ClientException("ASKED", ScreenWords.acceptFirst(name));
    };
  }

  Optional<Contact> find(UserAddress address) throws ClientException {
    return messenger().contacts().stream()
        .filter(contact -> contact.address().equals(address))
        .findFirst();
  }

  /** A whole address, or the name alone if only one contact has it or it is of the own mailbox. */
  private Contact named(String typed) throws ClientException {
    String wanted = typed.toLowerCase(Locale.ROOT);
    List<Contact> all = messenger().contacts();
    List<Contact> found =
        all.stream()
            .filter(
                contact ->
                    contact.address().text().equals(wanted)
                        || contact.address().name().equals(wanted))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      String near =
          all.stream()
              .map(contact -> contact.address().name())
              .filter(name -> Commands.distance(name, wanted) <= 2)
              .findFirst()
              .map(ScreenWords::didYouMean)
              .orElse("");
      throw new ClientException(
          "UNKNOWN_CONTACT", ScreenWords.unknownContact(SafeText.line(typed)) + near);
    }
    return found.stream()
        .filter(contact -> name(contact.address()).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new ClientException("AMBIGUOUS_CONTACT", ScreenWords.ambiguous(wanted)));
  }

  /** The name alone for people of the own mailbox. */
  String name(UserAddress address) {
    boolean sameMailbox = address.mailbox().equals(control.mailbox());
    return SafeText.line(sameMailbox ? address.name() : address.text());
  }

  /** A mode among the words. */
  static Optional<CallMode> mode(Arguments arguments) {
    return arguments.words().stream()
        .flatMap(word -> CALL_MODES.stream().filter(mode -> isNamed(mode, word)))
        .findFirst();
  }

  private static boolean isNamed(CallMode mode, String word) {
    return mode.name().equalsIgnoreCase(word);
  }

  private static final List<CallMode> CALL_MODES = List.of(CallMode.values());

  /** The first word that is not a mode. */
  static Optional<String> notAMode(Arguments arguments) {
    return arguments.words().stream()
        .filter(word -> CALL_MODES.stream().noneMatch(mode -> isNamed(mode, word)))
        .findFirst();
  }

  static ClientException usage(String command) {
    return new ClientException("BAD_ARGUMENTS", ScreenWords.usage(command));
  }

  /** Answers, with the policy as it was. */
  static boolean isVerified(ContactPolicy policy) {
    return policy.verified() && policy.identityAcknowledged();
  }

  void notice(String text) {
    tell(new Notice(clock.instant(), false, text));
  }

  void warn(String text) {
    tell(new Notice(clock.instant(), true, text));
  }

  private void tell(Notice notice) {
    state.add(notice);
    state.storeChanged();
    face.noticed(notice);
    face.changed();
  }

  void ask(Question question) {
    state.ask(question);
    face.asked(question);
    face.changed();
  }

  /** Something stored is different, and nothing else says so. */
  void storeChanged() {
    state.storeChanged();
    face.changed();
  }

  void answer(Answer answer) {
    face.answered(answer);
    face.changed();
  }

  void fail(Failure failure) {
    face.failed(failure);
    face.changed();
  }

  /** "1d", "12h", "off". */
  static Optional<Duration> duration(String word) {
    if (word.equalsIgnoreCase("off")) {
      return Optional.of(Duration.ZERO);
    }
    if (!word.matches("[1-9][0-9]{0,3}[hdwHDW]")) {
      return Optional.empty();
    }
    long count = Long.parseLong(word.substring(0, word.length() - 1));
    return Optional.of(
        switch (Character.toLowerCase(word.charAt(word.length() - 1))) {
          case 'h' -> Duration.ofHours(count);
          case 'd' -> Duration.ofDays(count);
          default -> Duration.ofDays(7 * count);
        });
  }
}
