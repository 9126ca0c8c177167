package org.phantomnet.desktop.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
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

  /**
   * Whom a command is about whose other word may be a mode; refused if a word is neither, so that
   * nobody calls in another mode than they meant to type.
   */
  Contact contactBesideMode(Arguments words) throws ClientException {
    List<String> others =
        words.words().stream()
            .filter(word -> CALL_MODES.stream().noneMatch(mode -> isNamed(mode, word)))
            .toList();
    if (others.size() > 1) {
      throw new ClientException(
          "UNKNOWN_MODE", ScreenWords.unknownMode(SafeText.line(others.get(1))));
    }
    if (words.words().size() - others.size() > 1) {
      throw new ClientException("UNKNOWN_MODE", ScreenWords.ONE_MODE);
    }
    return contactOrElse(
        others.stream().findFirst(),
        Desk::isLikeAMode,
        typed -> new ClientException("UNKNOWN_MODE", ScreenWords.unknownMode(typed)));
  }

  private static boolean isLikeAMode(String word) {
    String wanted = word.toLowerCase(Locale.ROOT);
    return CALL_MODES.stream()
        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
        .anyMatch(name -> Commands.distance(name, wanted) <= 2);
  }

  /** Whom a command is about whose other word may be a time; refused if a word is neither. */
  Contact contactBesideDuration(Arguments words) throws ClientException {
    List<String> others = words.words().stream().filter(word -> duration(word).isEmpty()).toList();
    if (others.size() > 1 || words.words().size() - others.size() > 1) {
      String wrong = others.stream().filter(Desk::isLikeATime).findFirst().orElse("");
      throw wrong.isEmpty() ? usage("autodelete") : unknownTime(SafeText.line(wrong));
    }
    return contactOrElse(others.stream().findFirst(), Desk::isLikeATime, Desk::unknownTime);
  }

  private static ClientException unknownTime(String typed) {
    return new ClientException("UNKNOWN_TIME", ScreenWords.unknownTime(typed));
  }

  private static boolean isLikeATime(String word) {
    return word.matches("[-+]?[0-9].*");
  }

  /** As {@link #contact}, but another refusal of a word that no contact has and that looks so. */
  private Contact contactOrElse(
      Optional<String> typed, Predicate<String> looksSo, Function<String, ClientException> refusal)
      throws ClientException {
    try {
      return contact(typed);
    } catch (ClientException e) {
      throw e.code().equals("UNKNOWN_CONTACT") && typed.filter(looksSo).isPresent()
          ? refusal.apply(SafeText.line(typed.get()))
          : e;
    }
  }

  /** A mode among the words. */
  static Optional<CallMode> mode(Arguments arguments) {
    return arguments.words().stream()
        .flatMap(word -> CALL_MODES.stream().filter(mode -> isNamed(mode, word)))
        .findFirst();
  }

  /** The mode that is all a command's words. */
  static CallMode onlyMode(Arguments words, String command) throws ClientException {
    String word = words.first().orElseThrow(() -> usage(command));
    if (!words.rest().isEmpty()) {
      throw usage(command);
    }
    return mode(words)
        .orElseThrow(
            () ->
                new ClientException("UNKNOWN_MODE", ScreenWords.unknownMode(SafeText.line(word))));
  }

  private static boolean isNamed(CallMode mode, String word) {
    return mode.name().equalsIgnoreCase(word);
  }

  private static final List<CallMode> CALL_MODES = List.of(CallMode.values());

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
