package org.phantomnet.protocol.devices;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.signal.CallMode;

/** What an own device tells another (spec/17-devices, "Among own devices"). Immutable. */
public sealed interface Sync {
  /** The end of the year 9999. */
  long MAX_MILLIS = 253_402_300_799_999L;

  /** When and on which device a decision was made; the later one stays (DEV-16). */
  record Mark(long millis, int device) implements Comparable<Mark> {
    public Mark {
      if (millis < 1 || millis > MAX_MILLIS || device < 1 || device > DeviceAddress.MAX_DEVICE) {
        throw new IllegalArgumentException("mark");
      }
    }

    @Override
    public int compareTo(Mark other) {
      int byTime = Long.compare(millis, other.millis);
      return byTime != 0 ? byTime : Integer.compare(device, other.device);
    }
  }

  /** Who has consented. */
  enum Consent {
    REQUESTED,
    ASKED,
    ACCEPTED
  }

  /** A line that was written there; its id and time are the content's. */
  record SentLine(UserAddress to, String text) implements Sync {
    public SentLine {
      requireText(text, Content.Chat.MAX_BYTES);
    }

    @Override
    public String toString() {
      return "SentLine";
    }
  }

  /**
   * A contact there is.
   *
   * @param known what is known of it by now
   */
  record ContactThere(Mark mark, UserAddress contact, Consent consent, Optional<Known> known)
      implements Sync {
    @Override
    public String toString() {
      return "ContactThere";
    }
  }

  /** A contact's account, identity key (33 bytes) and, once told, delivery token (16 bytes). */
  record Known(AccountId account, Bytes identity, Optional<Bytes> deliveryToken) {
    public Known {
      requireIdentity(identity);
      if (deliveryToken
          .filter(token -> token.length() != Registration.DELIVERY_TOKEN_LENGTH)
          .isPresent()) {
        throw new IllegalArgumentException("delivery token");
      }
    }

    @Override
    public String toString() {
      return "Known";
    }
  }

  /** The person blocked a contact, or does not any more. */
  record Blocked(Mark mark, UserAddress contact, boolean blocked) implements Sync {
    @Override
    public String toString() {
      return "Blocked";
    }
  }

  /** What calls a contact may have. */
  record Modes(
      Mark mark, UserAddress contact, CallMode defaultMode, CallMode floor, boolean requirePq)
      implements Sync {
    @Override
    public String toString() {
      return "Modes";
    }
  }

  /** What the person decided about an identity key (33 bytes), and about no other (DEV-17). */
  record Trust(
      Mark mark,
      UserAddress contact,
      Bytes identity,
      boolean verified,
      boolean acknowledged,
      boolean talked)
      implements Sync {
    public Trust {
      requireIdentity(identity);
    }

    @Override
    public String toString() {
      return "Trust";
    }
  }

  /** How long a chat is kept; 0 for ever. */
  record AutoDelete(Mark mark, UserAddress contact, long seconds) implements Sync {
    public AutoDelete {
      if (seconds < 0 || seconds > 0xffff_ffffL) {
        throw new IllegalArgumentException("auto-delete");
      }
    }

    @Override
    public String toString() {
      return "AutoDelete";
    }
  }

  /** The person read a chat up to this message, 16 bytes. */
  record Read(UserAddress contact, Bytes message) implements Sync {
    public Read {
      if (message.length() != Content.ID_LENGTH) {
        throw new IllegalArgumentException("message id");
      }
    }

    @Override
    public String toString() {
      return "Read";
    }
  }

  /** The account's own delivery token, 16 bytes. */
  record OwnToken(Mark mark, Bytes token) implements Sync {
    public OwnToken {
      if (token.length() != Registration.DELIVERY_TOKEN_LENGTH) {
        throw new IllegalArgumentException("delivery token");
      }
    }

    @Override
    public String toString() {
      return "OwnToken";
    }
  }

  /** What the person calls an own device. From that device itself: it is linked (DEV-13). */
  record DeviceName(int device, String name) implements Sync {
    public static final int MAX_BYTES = 64;

    public DeviceName {
      requireText(name, MAX_BYTES);
      if (device < 1 || device > DeviceAddress.MAX_DEVICE) {
        throw new IllegalArgumentException("device");
      }
    }

    @Override
    public String toString() {
      return "DeviceName";
    }
  }

  /** The pinned keys of a contact's mailbox. */
  record MailboxPin(MailboxKeys keys) implements Sync {
    @Override
    public String toString() {
      return "MailboxPin";
    }
  }

  /** That call with the contact is to go on at that own device: its person asked for it there. */
  record ComingCall(UserAddress contact, CallId call, int device) implements Sync {
    public ComingCall {
      if (device < 1 || device > DeviceAddress.MAX_DEVICE) {
        throw new IllegalArgumentException("device");
      }
    }

    @Override
    public String toString() {
      return "ComingCall";
    }
  }

  private static void requireText(String text, int most) {
    if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > most) {
      throw new IllegalArgumentException("text");
    }
  }

  private static void requireIdentity(Bytes identity) {
    if (identity.length() != Registration.IDENTITY_KEY_LENGTH) {
      throw new IllegalArgumentException("identity key");
    }
  }
}
