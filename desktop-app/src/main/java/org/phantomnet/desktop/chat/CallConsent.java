package org.phantomnet.desktop.chat;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What is asked before a call begins: the privacy panel before the first call with a contact, the
 * warning before the first Fast call, and a stricter mode where the wanted one is not taken. No
 * question ever offers a weaker mode that nobody has typed (ADV-38).
 */
final class CallConsent {
  private final Desk desk;

  CallConsent(Desk desk) {
    this.desk = desk;
  }

  /** Does {@code call} once all that has to be confirmed is. */
  void ask(Contact contact, CallMode mode, Command.Action call)
      throws MessengerException, ClientException {
    Messenger messenger = desk.messenger();
    UserAddress who = contact.address();
    if (messenger.isFirstCall(who)) {
      desk.ask(
          new Question(
              "first-call",
              firstCall(desk.name(who), Desk.isVerified(contact.policy()), mode),
              ConsentWords.YES_CALL,
              nothing -> {
                messenger.markFirstCallSeen(who);
                ask(contact, mode, call);
              }));
    } else if (mode == CallMode.FAST && !messenger.isFastWarned()) {
      desk.ask(
          new Question(
              "fast-warning",
              ConsentWords.fastWarning(),
              ConsentWords.YES_FAST,
              nothing -> {
                messenger.markFastWarned();
                ask(contact, mode, call);
              }));
    } else {
      call.run(new Arguments(List.of()));
    }
  }

  static Panel firstCall(String name, boolean verified, CallMode mode) {
    List<String> lines = new ArrayList<>();
    lines.add(ConsentWords.verification(name, verified));
    lines.add(ModeWords.name(mode) + " mode: " + ModeWords.label(mode) + ".");
    lines.add(ModeWords.exposure(mode));
    lines.add(ModeWords.mediaKeys(mode));
    lines.add(ModeWords.expectation(mode));
    lines.add(ConsentWords.OTHER_SIDE_SEES);
    lines.add(ConsentWords.STRICTER_ANY_TIME);
    return new Panel(ConsentWords.firstCallTitle(name), lines);
  }

  /**
   * Before a call that runs goes over to a weaker mode, each time (CALL-65).
   *
   * @param theyAsk whether it is the other side's wish
   */
  void warnOfWeaker(UserAddress contact, CallMode to, boolean theyAsk, Command.Action yes) {
    desk.ask(
        new Question(
            "weaker-mode",
            ConsentWords.weaker(desk.name(contact), to, theyAsk),
            ConsentWords.YES_FAST,
            yes));
  }

  /** The other side takes only stricter calls: one more Enter places one. */
  void offerStricter(UserAddress contact, CallMode required, Command.Action call) {
    desk.ask(
        new Question(
            "stricter-call",
            ConsentWords.stricter(desk.name(contact), required),
            ConsentWords.yesStricter(required),
            call));
  }
}
