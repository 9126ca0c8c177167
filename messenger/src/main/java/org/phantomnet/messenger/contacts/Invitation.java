package org.phantomnet.messenger.contacts;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.MailboxPin;
import org.phantomnet.protocol.rule.Rule;

/**
 * How people tell each other where they are: a name, a mailbox, and the pin of that mailbox, as
 * text or as a QR code of the same text. Immutable.
 *
 * @param mailbox empty for the reader's own
 * @param pin empty where the reader must know the mailbox already
 */
public record Invitation(String name, Optional<String> mailbox, Optional<String> pin) {
  private static final String SCHEME = "phantom:";
  private static final int MOST = 300;
  private static final Pattern FORM = Pattern.compile("([^@#]*)(?:@([^@#]*))?(?:#([^@#]*))?");

  public Invitation {
    if (!UserAddress.isName(name)
        || mailbox.filter(host -> !UserAddress.isMailbox(host)).isPresent()
        || pin.filter(text -> !MailboxPin.isPin(text)).isPresent()) {
      throw new IllegalArgumentException("invitation");
    }
  }

  /** To {@code address}, at the mailbox of that pin. */
  public static Invitation to(UserAddress address, String pin) {
    return new Invitation(address.name(), Optional.of(address.mailbox()), Optional.of(pin));
  }

  /** What is wrong with a text that is no invitation, in words for the person who has it. */
  public static final class NotAnInvitation extends Exception {
    private static final long serialVersionUID = 1L;

    /** Which part. */
    public enum Part {
      TEXT("Paste the whole invitation: it looks like phantom:name@host:port#pin."),
      NAME(
          "The name before the @ is 2 to 32 of a-z, 0-9, '.', '_' and '-', and starts with a letter."),
      MAILBOX(
          "Between @ and # stands the mailbox: a host name and perhaps a port, like mail.example:443."),
      PIN(
          "Behind the # stands the pin: 52 letters and digits. Copy it whole, or scan the code again.");

      private final String advice;

      Part(String advice) {
        this.advice = advice;
      }
    }

    private final Part part;

    private NotAnInvitation(Part part) {
      super(part.name(), null, false, false);
      this.part = part;
    }

    public Part part() {
      return part;
    }

    public String advice() {
      return part.advice;
    }
  }

  @Rule("FED-16")
  public static Invitation parse(String text) throws NotAnInvitation {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    if (plain.length() > MOST) {
      throw new NotAnInvitation(NotAnInvitation.Part.TEXT);
    }
    if (plain.startsWith(SCHEME)) {
      plain = plain.substring(SCHEME.length());
    }
    Matcher parts = FORM.matcher(plain);
    if (!parts.matches()) {
      throw new NotAnInvitation(NotAnInvitation.Part.TEXT);
    }
    Optional<String> mailbox = Optional.ofNullable(parts.group(2));
    Optional<String> pin = Optional.ofNullable(parts.group(3));
    if (!UserAddress.isName(parts.group(1))) {
      throw new NotAnInvitation(NotAnInvitation.Part.NAME);
    }
    if (mailbox.filter(host -> !UserAddress.isMailbox(host)).isPresent()) {
      throw new NotAnInvitation(NotAnInvitation.Part.MAILBOX);
    }
    if (pin.filter(one -> !MailboxPin.isPin(one)).isPresent()) {
      throw new NotAnInvitation(NotAnInvitation.Part.PIN);
    }
    return new Invitation(parts.group(1), mailbox, pin);
  }

  /** Of whom it is, for a reader of the mailbox {@code own}. */
  public UserAddress address(String own) {
    return new UserAddress(name, mailbox.orElse(own));
  }

  /** What {@link #parse} reads. */
  public String text() {
    return SCHEME
        + name
        + mailbox.map(host -> "@" + host).orElse("")
        + pin.map(one -> "#" + one).orElse("");
  }

  @Override
  public String toString() {
    return "Invitation";
  }
}
