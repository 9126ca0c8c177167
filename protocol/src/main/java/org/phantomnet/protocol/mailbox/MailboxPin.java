package org.phantomnet.protocol.mailbox;

import java.util.regex.Pattern;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.rule.Rule;

/**
 * The text by which people tell each other which mailbox they mean: a hash of its name and its
 * trust root. It never changes while the mailbox keeps both.
 */
public final class MailboxPin {
  /** Characters of a pin: 256 bits in base32; the last one carries one bit. */
  public static final int LENGTH = 52;

  private static final Pattern FORM = Pattern.compile("[a-z2-7]{51}[aq]");

  private MailboxPin() {}

  /**
   * @param mailbox as behind the '@'
   * @param trustRoot 33 bytes
   */
  @Rule("FED-1")
  public static String of(String mailbox, Bytes trustRoot) {
    return Base32.encode(LengthPrefixed.start(Label.MAILBOX_V1).lp(mailbox).lp(trustRoot).sha256());
  }

  public static boolean isPin(String text) {
    return FORM.matcher(text).matches();
  }
}
