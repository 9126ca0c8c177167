package org.phantomnet.messenger;

import org.phantomnet.messenger.mailbox.MailboxException;

/** A request to the messenger that cannot be done. The message is the reason's name only. */
public final class MessengerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, and what to do. */
  public enum Reason {
    NOT_REGISTERED("Choose a name first."),
    ALREADY_REGISTERED("This store already belongs to a name."),
    BAD_NAME("A name is 2 to 32 of a-z, 0-9, '.', '_' and '-', and starts with a letter."),
    NAME_TAKEN("Someone else has that name at this mailbox. Choose another."),
    MAILBOX_UNREACHABLE(
        "The mailbox cannot be reached. Check the network and the mailbox's address, then try again."),
    PIN_MISMATCH(
        "The mailbox does not hold the pinned key: someone may be in between, or its key changed."),
    CLOCK_WRONG("This device's clock is wrong by more than five minutes. Set it, then try again."),
    MAILBOX_BUSY("The mailbox takes no more for the moment. Wait a minute, then try again."),
    MAILBOX_FAILED(
        "The mailbox has trouble of its own. Try again later; if it lasts, tell whoever runs it."),
    MAILBOX_REFUSED(
        "The mailbox refused the request: it may be of another version. Update, or ask whoever runs it."),
    ACCOUNT_UNKNOWN(
        "The mailbox does not know this account any more. Ask whoever runs it, or open a new account."),
    NO_SUCH_USER("Nobody has that name at that mailbox. Check the spelling."),
    NOT_A_CONTACT("Add this person first; they must accept before you can write or call."),
    NOT_PRIMARY("Only the first device of an account links and unlinks others."),
    TOO_MANY_DEVICES("An account has at most five devices. Unlink one first."),
    NOT_LINKED("There is no such linked device."),
    BAD_LINK_CODE("That is no link code. Copy all of it, from phantom-link: on."),
    BAD_DEVICE_NAME("A device's name has at most 64 bytes and is not empty."),
    LINK_EXPIRED("The link code is too old. Show a new one on the new device."),
    LINK_USED(
        "Somebody else has used that link code. Close it on the new device, and show a new one."),
    LINK_REFUSED("What arrived for that code was not from the first device of an account here."),
    NO_REQUEST("There is no request of that person."),
    BLOCKED("You blocked this contact. Unblock them first."),
    NO_IDENTITY_YET("No key of this contact is known yet. Try again when they have answered."),
    SELF("That is your own address."),
    FOREIGN_MAILBOX_UNREACHABLE(
        "The other person's mailbox cannot be reached through yours. Check its address, or try again later."),
    UNKNOWN_MAILBOX("The key of that mailbox is not known. Use the full invitation, with its pin."),
    IDENTITY_CHANGED("The contact's key changed meanwhile. Compare the safety number again."),
    OTHER_MAILBOX(
        "This store's account belongs to another mailbox, or the mailbox's keys are not the pinned ones."),
    TOO_LONG("The message is empty or too long.");

    private final String advice;

    Reason(String advice) {
      this.advice = advice;
    }

    public String advice() {
      return advice;
    }
  }

  private final Reason reason;

  public MessengerException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  static MessengerException of(MailboxException e) {
    return new MessengerException(
        switch (e.reason()) {
          case UNREACHABLE, CLOSED -> Reason.MAILBOX_UNREACHABLE;
          case RATE_LIMITED, QUEUE_FULL -> Reason.MAILBOX_BUSY;
          case SERVER_ERROR -> Reason.MAILBOX_FAILED;
          case NOT_SIGNED_IN -> Reason.ACCOUNT_UNKNOWN;
          case NO_SUCH_USER -> Reason.NO_SUCH_USER;
          case FOREIGN_MAILBOX -> Reason.UNKNOWN_MAILBOX;
          case FOREIGN_UNREACHABLE -> Reason.FOREIGN_MAILBOX_UNREACHABLE;
          case PIN_MISMATCH, FOREIGN_PIN_MISMATCH -> Reason.PIN_MISMATCH;
          case CLOCK_WRONG -> Reason.CLOCK_WRONG;
          case NAME_TAKEN -> Reason.NAME_TAKEN;
          case NO_SUCH_DEVICE, BAD_TOKEN, TOO_LARGE, REFUSED -> Reason.MAILBOX_REFUSED;
        });
  }

  public Reason reason() {
    return reason;
  }

  public String advice() {
    return reason.advice();
  }
}
