package org.phantomnet.desktop.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.Shapes;
import org.phantomnet.desktop.qr.QrText;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.Invitation;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.protocol.id.UserAddress;

/** Adding, accepting, verifying and blocking people. Command thread. */
final class PeopleCommands {
  private static final int GROUPS_IN_A_ROW = 24; // four groups of five digits and their spaces

  private final Desk desk;

  PeopleCommands(Desk desk) {
    this.desk = desk;
  }

  List<Command> all() {
    return List.of(
        Command.of("add", this::add, Command.Kind.ANY),
        Command.of("invite", words -> invite()),
        Command.of("accept", this::accept, Command.Kind.REQUEST),
        Command.of("ignore", this::ignore, Command.Kind.REQUEST),
        Command.of("verify", this::verify, Command.Kind.CONTACT, Command.Kind.DECISION),
        Command.of("acknowledge", this::acknowledge, Command.Kind.CONTACT),
        Command.of("block", words -> block(words, true), Command.Kind.CONTACT),
        Command.of("unblock", words -> block(words, false), Command.Kind.CONTACT));
  }

  private void add(Arguments words) throws MessengerException, ClientException {
    DeviceCommands.requireLinked(desk);
    Invitation invitation = parse(words);
    String own =
        desk.messenger()
            .self()
            .map(UserAddress::mailbox)
            .orElseThrow(() -> new MessengerException(MessengerException.Reason.NOT_REGISTERED));
    UserAddress address = invitation.address(own);
    try {
      desk.messenger().requestContact(invitation);
    } catch (MessengerException e) {
      if (e.reason() == MessengerException.Reason.PIN_MISMATCH && !address.mailbox().equals(own)) {
        throw new ClientException("PIN_MISMATCH", ScreenWords.falseMailbox(address.mailbox()));
      }
      throw e;
    }
    boolean accepted =
        desk.find(address).filter(who -> who.state() == Contact.State.ACCEPTED).isPresent();
    String name = desk.name(address);
    desk.answer(
        Answer.done(
            "requested",
            line -> line.put("who", address.text()),
            accepted ? ScreenWords.accepted(name) : ScreenWords.requested(name)));
  }

  /** One that was broken over lines is put together again. */
  private static Invitation parse(Arguments words) throws ClientException {
    if (words.isEmpty()) {
      throw Desk.usage("add");
    }
    try {
      return Invitation.parse(String.join("", words.words()));
    } catch (Invitation.NotAnInvitation e) {
      throw new ClientException("BAD_INVITATION", e.advice());
    }
  }

  private void invite() throws MessengerException, ClientException {
    String text = desk.messenger().invitation().text();
    List<String> lines = new ArrayList<>();
    lines.add(text);
    lines.addAll(ScreenWords.INVITATION);
    desk.answer(
        Answer.show(
            "invitation",
            line -> line.put("text", text),
            new Panel(
                ScreenWords.INVITATION_TITLE,
                lines,
                Optional.of(QrText.of(text.toUpperCase(Locale.ROOT)))))); // smaller in capitals
  }

  private void accept(Arguments words) throws MessengerException, ClientException {
    DeviceCommands.requireLinked(desk);
    UserAddress who = asked(words, "accept");
    desk.messenger().acceptContact(who);
    desk.state().setOpen(who);
    desk.answer(Answer.done("accepted", line -> line.put("who", who.text()), ""));
  }

  private void ignore(Arguments words) throws MessengerException, ClientException {
    UserAddress who = asked(words, "ignore");
    desk.messenger().ignoreContact(who);
    desk.state().drop(ScreenWords.wantsContact(desk.name(who)));
    if (desk.state().open().filter(who::equals).isPresent()) {
      desk.state().closeChat();
    }
    desk.answer(
        Answer.done(
            "ignored", line -> line.put("who", who.text()), ScreenWords.ignored(desk.name(who))));
  }

  /** The one named, or the only one who asks. */
  private UserAddress asked(Arguments words, String command) throws ClientException {
    if (words.isEmpty()) {
      List<Contact> asking =
          desk.messenger().contacts().stream()
              .filter(contact -> contact.state() == Contact.State.ASKED)
              .toList();
      if (asking.size() == 1) {
        return asking.get(0).address();
      }
      throw Desk.usage(command);
    }
    return desk.contact(words.first()).address();
  }

  private void verify(Arguments words) throws MessengerException, ClientException {
    Optional<String> decision =
        words.words().stream()
            .map(word -> word.toLowerCase(Locale.ROOT))
            .filter(word -> word.equals("ok") || word.equals("no"))
            .findFirst();
    Optional<String> name =
        words.words().stream()
            .filter(word -> !word.equalsIgnoreCase("ok") && !word.equalsIgnoreCase("no"))
            .findFirst();
    UserAddress who = desk.contact(name).address();
    if (decision.equals(Optional.of("no"))) {
      desk.messenger().withdrawVerification(who);
      desk.answer(Answer.done("unverified", ScreenWords.unverified(desk.name(who))));
    } else if (decision.isPresent()) {
      SafetyNumber shown =
          desk.state()
              .shown(who)
              .orElseThrow(
                  () -> new ClientException("NOT_SHOWN", ScreenWords.compareFirst(desk.name(who))));
      desk.messenger().markVerified(who, shown);
      desk.state().closePanel();
      desk.answer(Answer.done("verified", ScreenWords.nowVerified(desk.name(who))));
    } else {
      show(who);
    }
  }

  private void show(UserAddress who) throws MessengerException, ClientException {
    SafetyNumber number = desk.messenger().safetyNumber(who);
    desk.state().setShown(who, number);
    String grouped = number.grouped();
    List<String> lines = new ArrayList<>(ScreenWords.compare(desk.name(who), number.verified()));
    lines.add("");
    for (int at = 0; at < grouped.length(); at += GROUPS_IN_A_ROW) {
      lines.add(
          "    " + grouped.substring(at, Math.min(grouped.length(), at + GROUPS_IN_A_ROW)).strip());
    }
    lines.add("");
    desk.answer(
        Answer.show(
            "safety-number",
            Shapes.safetyNumber(number),
            new Panel(
                ScreenWords.safetyNumberTitle(desk.name(who)),
                lines,
                Optional.of(QrText.of(number.scannable())))));
  }

  private void acknowledge(Arguments words) throws MessengerException, ClientException {
    UserAddress who = desk.contact(words.first()).address();
    desk.messenger().acknowledgeIdentity(who);
    desk.state().drop(ScreenWords.identityChanged(desk.name(who)));
    desk.answer(Answer.done("acknowledged", ScreenWords.acknowledged(desk.name(who))));
  }

  private void block(Arguments words, boolean block) throws MessengerException, ClientException {
    if (words.isEmpty()) {
      throw Desk.usage(block ? "block" : "unblock");
    }
    UserAddress who = desk.contact(words.first()).address();
    desk.messenger().setBlocked(who, block);
    String name = desk.name(who);
    desk.answer(
        Answer.done(
            block ? "blocked" : "unblocked",
            line -> line.put("who", who.text()),
            block ? ScreenWords.nowBlocked(name) : ScreenWords.nowUnblocked(name)));
  }
}
