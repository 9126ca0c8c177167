package org.phantomnet.desktop.chat;

import java.time.Duration;
import java.util.List;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.history.SecurityEntry;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.protocol.signal.CallMode;

/** The words of the chat's screens and answers: the one place, to be translated. */
final class ScreenWords {
  static final String TITLE = "Phantom Net";
  static final String CHATS = "Chats";
  static final String YOU = "you";
  static final String TEST_ESTATE = "TEST ESTATE: not for real calls";
  static final String NO_CHAT_OPEN = "No chat is open. Open one with /open NAME.";
  static final String NO_CALL = "There is no call.";
  static final String NOT_CONNECTED =
      "The call is not connected: nothing is sent or heard yet. Type that once it is.";
  static final String NOT_RINGING = "No call is ringing.";
  static final String ANOTHER_CALL = "You are in a call already. /hangup ends it.";
  static final String NOTHING_ASKED = "Nothing was asked.";
  static final String DROPPED = "Nothing was done.";
  static final String NO_MESSAGES =
      "No messages yet. Type one and press Enter; /call starts a call.";
  static final String NOT_VERIFIED = "not verified";
  static final String VERIFIED = "verified";
  static final String CHANGED = "safety number changed";
  static final String BLOCKED = "blocked";
  static final String WAITS = "not answered yet";
  static final String ASKS = "asks to be a contact";
  static final String WORKING = "working ...";
  static final String HINT =
      "Enter send   Tab complete   PgUp/PgDn scroll   F1 help   Ctrl-D leave";
  static final String HINT_RINGING = "F2 answer   F3 decline";
  static final String HINT_CALL = "F3 hang up   F4 mute on and off";
  static final String HINT_PANEL = "Esc close   PgUp/PgDn scroll";
  static final String HINT_CODE = "PgDn the code to scan   PgUp the text   Esc close";
  static final String NO_ESC = "Esc no";
  static final String MUTED = "MUTED";
  static final String HELD = "ON HOLD";
  static final String LOCKED = "LOCKED";
  static final String NOT_LOCKED = "NOT YET";
  static final String TOO_SMALL = "Make this window larger.";
  static final String CALLS_NOT_READY = "calls: fetching relays";

  static final List<String> WELCOME =
      List.of(
          "Welcome. You have no contacts yet.",
          "/add NAME asks someone of your mailbox to be your contact. For people of other mailboxes: /invite shows your invitation; /add takes theirs.",
          "When they have accepted, you can write to them and call them.",
          "/help lists all commands; Tab completes them.");
  static final List<String> CHOOSE =
      List.of("Open a chat with /open NAME, or go through them with Ctrl-N and Ctrl-P.");

  static final String ROLLED_BACK =
      "Your message store is older than what this device had already sent: was a backup put back? Chat sessions were started anew; nothing was lost on the other side.";
  static final String NO_MICROPHONE =
      "This machine has no microphone: in calls the other side hears silence. Plug one in, or start with --voice FILE.wav, which speaks a recording.";
  static final String INVITATION_TITLE = "Your invitation";
  static final List<String> INVITATION =
      List.of("They type /add and this, or scan it. Whoever has it can ask you, no more.");
  static final String DO_NOTHING = "do nothing";
  static final String RINGS_VERIFIED =
      "You have verified this contact. F2 or /answer, F3 or /decline.";
  static final String RINGS_NOT_VERIFIED =
      "You have not verified this contact. F2 or /answer, F3 or /decline.";
  static final String CHOSEN = " (chosen)";
  static final String IN_USE = " (in use)";
  static final String ANSWER_OR_DECLINE = "/answer or /decline.";
  static final String CALLS_READY = "Calls can be placed.";
  static final String NOTHING_LOGGED = "Nothing yet.";
  static final String ACCOUNT = "your account";
  static final String SECURITY_LOG = "Security log, newest first";
  static final String HISTORY = "Calls, newest first (/receipt NUMBER shows what one gave away)";
  static final String NO_CALLS = "No calls yet.";
  static final String NO_SUCH_CALL = "There is no call of that number. /history lists them.";
  static final String CALL_TO = "to";
  static final String CALL_FROM = "from";
  static final String NOT_TALKED = "not talked";
  static final String NOW_MUTED = "Muted: the other side hears nothing.";
  static final String NOW_HEARD = "You can be heard again.";
  static final String NOW_HELD = "On hold: neither side hears the other. /unhold goes on.";
  static final String NOT_HELD = "The call goes on.";
  static final String MODE_KEPT = "The call stays in the mode that it is in.";
  static final String COMMANDS = "Commands (/help COMMAND says more)";

  static final String VIDEO = "VIDEO";

  private ScreenWords() {}

  /** What arrives of pictures. */
  static String arriving(int width, int height, int perSecond) {
    return "Their pictures: "
        + width
        + "x"
        + height
        + (perSecond == 0 ? "" : ", " + perSecond + " a second");
  }

  /** Ctrl-C is a habit from other programs. */
  static Panel leave() {
    return new Panel(
        "Do you want to leave?",
        List.of("Ctrl-D or /quit leaves; a running call is ended.", "Esc goes back."));
  }

  static String chatLine(String name, String state, int unread, String last) {
    return name
        + " ("
        + state
        + ")"
        + (unread > 0 ? ", " + unread + " new" : "")
        + (last.isEmpty() ? "" : ": " + last);
  }

  static String plainQuestion(String yes) {
    return "? /yes: " + yes + ". /no: do nothing.";
  }

  static String youAre(String address) {
    return "You are " + address + ".";
  }

  static String waited(String event, long seconds) {
    return "'" + event + "' did not come within " + seconds + " s.";
  }

  static String waitingForRelays(String name) {
    return "Relays for calls are still being fetched. The call with "
        + name
        + " goes on by itself, in 15 s at most; /hangup drops it.";
  }

  static String falseMailbox(String mailbox) {
    return "The mailbox that answers as "
        + SafeText.line(mailbox)
        + " is not the one that the invitation's pin names: a wrong copy, or somebody in between. Nothing was sent. Get the invitation again, over another way.";
  }

  static String noSuchEvent(String name) {
    return "No event '" + name + "' can ever come.";
  }

  static String devicesTitle(String word) {
    return "Every " + word + " of this machine, its default first";
  }

  static String noDevice(String word) {
    return "This machine has no " + word + " now. One that is plugged in is used at once.";
  }

  static String deviceChosen(String word, String name) {
    return "The " + word + " is " + name + " from now on, and whenever it is plugged in.";
  }

  static String deviceDefault(String word) {
    return "The " + word + " is the machine's default from now on.";
  }

  static String devicesChanged(String name) {
    return "The devices of "
        + name
        + " have changed: they linked or unlinked one. What you write goes to all of them. Ask them if that surprises you.";
  }

  static String notAcceptedYet(String name) {
    return name + " has not accepted your request yet. You can write and call when they have.";
  }

  static String acceptFirst(String name) {
    return name + " asks to be your contact: /accept " + name + " first.";
  }

  static String ignored(String name) {
    return "Dropped the request of " + name + ". They are not told.";
  }

  static String safetyNumberTitle(String name) {
    return "Safety number of you and " + name;
  }

  static List<String> compare(String name, boolean verified) {
    return List.of(
        verified
            ? "You have verified it before."
            : "Compare it with " + name + " in person, or by voice if you know the voice well.",
        "All digits the same: type /verify "
            + name
            + " ok. Any digit different: do not trust this chat, and do not confirm.");
  }

  static String compareFirst(String name) {
    return "Show the number first: /verify " + name + ". Then compare it.";
  }

  static String nowVerified(String name) {
    return "Verified: you are talking to " + name + " and nobody in between.";
  }

  static String unverified(String name) {
    return name + " is not verified any more.";
  }

  static String acknowledged(String name) {
    return "Messages and calls with "
        + name
        + " go again, not verified. /verify compares the number.";
  }

  static String nowBlocked(String name) {
    return name + " is blocked and is not told. /unblock ends it.";
  }

  static String nowUnblocked(String name) {
    return name + " can write and call again.";
  }

  static String autoDelete(String name, Duration after) {
    return "Records of the chat with "
        + name
        + " are kept on this device "
        + (after.isZero() ? "for ever." : "for " + span(after) + ".");
  }

  static String receiptTitle(String name) {
    return "Privacy receipt of the call with " + name;
  }

  static String missed(String name) {
    return "Missed call from " + name + ".";
  }

  static String callEnded(String name, String why, String talked) {
    return "Call with " + name + (talked.isEmpty() ? "" : " (" + talked + ")") + ": " + why;
  }

  static String connection(Mailbox.ConnectionState state) {
    return switch (state) {
      case CONNECTING -> "connecting to your mailbox";
      case CONNECTED -> "fetching messages";
      case QUEUE_DELIVERED -> "connected";
      case DISCONNECTED -> "mailbox unreachable, trying again";
      case PIN_MISMATCH -> "MAILBOX KEY IS WRONG";
      case CLOCK_WRONG -> "CLOCK IS WRONG";
      case NOT_SIGNED_IN -> "mailbox does not know this account";
    };
  }

  /** What to do about it; empty while all is well. */
  static String connectionAdvice(Mailbox.ConnectionState state) {
    return switch (state) {
      case DISCONNECTED ->
          "Your mailbox cannot be reached. Messages you write wait here and go out by themselves.";
      case PIN_MISMATCH ->
          "The server that answers does not hold your mailbox's pinned key. Nothing was sent. Try another network; if it stays, ask the operator of your mailbox.";
      case CLOCK_WRONG ->
          "This device's clock is wrong by more than five minutes. Set it; the rest follows by itself.";
      case NOT_SIGNED_IN -> "Your mailbox does not know this account any more. Ask its operator.";
      case CONNECTING, CONNECTED, QUEUE_DELIVERED -> "";
    };
  }

  static String state(Contact contact) {
    if (contact.policy().blocked()) {
      return BLOCKED;
    }
    return switch (contact.state()) {
      case REQUESTED -> WAITS;
      case ASKED -> ASKS;
      case ACCEPTED ->
          !contact.policy().identityAcknowledged()
              ? CHANGED
              : contact.policy().verified() ? VERIFIED : NOT_VERIFIED;
    };
  }

  static String didYouMean(String name) {
    return " Did you mean " + name + "?";
  }

  static String unknownContact(String name) {
    return "You have no contact " + name + ". /chats lists them, /add adds one.";
  }

  static String ambiguous(String name) {
    return "Several contacts are called " + name + ". Type the whole address.";
  }

  static String usage(String command) {
    return HelpWords.of(command).map(help -> "Type " + help.usage() + ".").orElse("Try /help.");
  }

  static String unknownCommand(String name) {
    return "There is no command /" + name + ". /help lists them all.";
  }

  static String requested(String name) {
    return "Asked " + name + ". You can write and call when they have accepted.";
  }

  static String wantsContact(String name) {
    return name + " asks to be your contact. /accept " + name + " or /ignore " + name + ".";
  }

  static String accepted(String name) {
    return "You and "
        + name
        + " can write and call now. Compare your safety numbers soon: /verify "
        + name
        + ".";
  }

  static String notFound(String name) {
    return "There is no " + name + " at that mailbox. Check the spelling with them.";
  }

  static String identityChanged(String name) {
    return "The safety number with "
        + name
        + " has changed: a new device, or someone in between. Messages and calls wait. Compare it (/verify "
        + name
        + "), then /acknowledge "
        + name
        + ".";
  }

  static String unknownMode(String typed) {
    return "There is no mode " + typed + ": type fast, private or paranoid. Nothing was done.";
  }

  static final String ONE_MODE = "Type one mode only: fast, private or paranoid.";

  static String unknownTime(String typed) {
    return typed
        + " is no time that can be set: type hours, days or weeks, as 1h, 7d or 2w, or off."
        + " Nothing was changed.";
  }

  static String modeIs(String name, CallMode mode, CallMode floor, boolean requirePq) {
    return "Calls to "
        + name
        + " start in "
        + ModeWords.name(mode)
        + " mode; weakest mode taken: "
        + ModeWords.name(floor)
        + "; post-quantum "
        + (requirePq ? "required." : "not required.");
  }

  static String span(Duration time) {
    if (time.isZero()) {
      return "for ever";
    }
    long hours = time.toHours();
    return hours % 24 == 0
        ? hours / 24 + (hours == 24 ? " day" : " days")
        : hours + (hours == 1 ? " hour" : " hours");
  }

  static String event(SecurityEntry entry) {
    String mode = entry.mode().map(ModeWords::name).orElse("");
    return switch (entry.event()) {
      case IDENTITY_CHANGED -> "the safety number changed";
      case IDENTITY_ACKNOWLEDGED -> "you acknowledged the changed safety number";
      case VERIFIED -> "you verified the safety number";
      case VERIFICATION_WITHDRAWN -> "no longer verified";
      case BLOCKED -> "you blocked them";
      case UNBLOCKED -> "you ended the block";
      case DEFAULT_MODE_CHANGED -> "calls start in " + mode;
      case FLOOR_CHANGED -> "weakest mode taken: " + mode;
      case PQ_REQUIRED -> "post-quantum protection required";
      case PQ_NOT_REQUIRED -> "post-quantum protection not required";
      case CALL_MODE_CHANGED -> "a call changed to " + mode;
      case AUTO_DELETE_CHANGED -> "auto-delete was changed";
      case DEVICE_LINKED -> "a device was linked: it reads and writes everything from then on";
      case DEVICE_UNLINKED -> "a device was taken off the account";
      case CONTACT_DEVICES_CHANGED -> "they linked or unlinked a device";
      case DEVICE_LIST_REFUSED -> "a false or old device list was refused";
      case STORE_ROLLED_BACK -> "the store was older than expected; sessions were made anew";
      case MAILBOX_PIN_MISMATCH -> "a mailbox did not show its pinned key";
      case CERTIFICATE_REFUSED -> "a false sender certificate was refused";
    };
  }
}
