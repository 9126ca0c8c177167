package org.phantomnet.protocol.id;

import java.util.regex.Pattern;
import org.phantomnet.protocol.rule.Rule;

/**
 * {@code name@mailbox}: how people name each other. The mailbox is its host name (or bracketed IP)
 * with port; its pinned key is kept beside it, not in it.
 *
 * @param name 2 to 32 of a-z, 0-9, '.', '_' and '-', starting with a letter (ID-1)
 * @param mailbox host:port, lower case, at most 128 characters (ID-2)
 */
public record UserAddress(String name, String mailbox) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{1,31}");
  private static final Pattern MAILBOX =
      Pattern.compile("([a-z0-9.-]{1,120}|\\[[0-9a-f:.]{2,45}])(:[0-9]{1,5})?");

  public UserAddress {
    if (!isName(name) || !isMailbox(mailbox)) {
      throw new IllegalArgumentException("user address");
    }
  }

  @Rule("ID-1")
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  @Rule("ID-2")
  public static boolean isMailbox(String mailbox) {
    return MAILBOX.matcher(mailbox).matches();
  }

  /** Whether {@link #parse} takes this text. */
  public static boolean isAddress(String text) {
    int at = text.indexOf('@');
    return at >= 0 && isName(text.substring(0, at)) && isMailbox(text.substring(at + 1));
  }

  /** The text a person types and the key schedule hashes: {@code name@mailbox}. */
  public String text() {
    return name + "@" + mailbox;
  }

  /**
   * @throws IllegalArgumentException if {@code text} is not an address
   */
  public static UserAddress parse(String text) {
    if (!isAddress(text)) {
      throw new IllegalArgumentException("user address");
    }
    int at = text.indexOf('@');
    return new UserAddress(text.substring(0, at), text.substring(at + 1));
  }

  @Override
  public String toString() {
    return "UserAddress";
  }
}
