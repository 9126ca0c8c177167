package org.phantomnet.protocol.mailbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * What one device says to another inside the ratchet. Names both ends, so that a ciphertext led to
 * someone else's session means nothing there (CONT-1).
 *
 * @param id 16 random bytes; the same content resent has the same id
 * @param sentAt by the sender's clock, to the millisecond: after 1970 began, before the year 10000
 */
public record Content(
    UserAddress sender,
    UserAddress recipient,
    int recipientDevice,
    Bytes id,
    Instant sentAt,
    Body body) {
  public static final int ID_LENGTH = 16;

  /** The end of the year 9999. */
  static final long MAX_MILLIS = 253_402_300_799_999L;

  public Content {
    if (id.length() != ID_LENGTH
        || recipientDevice < 1
        || recipientDevice > DeviceAddress.MAX_DEVICE
        || sentAt.toEpochMilli() < 1
        || sentAt.toEpochMilli() > MAX_MILLIS) {
      throw new IllegalArgumentException("content");
    }
  }

  /**
   * @param certified the name in the sender's certificate
   * @param own this device's user
   * @param ownDevice this device's number
   * @throws Unauthentic if it was led here from another session
   */
  @Rule("CONT-1")
  public void requireBetween(UserAddress certified, UserAddress own, int ownDevice)
      throws Unauthentic {
    if (!sender.equals(certified)) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_SENDER);
    }
    if (!recipient.equals(own) || recipientDevice != ownDevice) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_RECIPIENT);
    }
  }

  @Override
  public String toString() {
    return "Content";
  }

  /** What it says. */
  public sealed interface Body {}

  /** A line of a chat, 1 to {@link #MAX_BYTES} bytes of UTF-8. */
  public record Chat(String text) implements Body {
    public static final int MAX_BYTES = 2_500;

    public Chat {
      if (text.isEmpty() || utf8Length(text) > MAX_BYTES) {
        throw new IllegalArgumentException("chat text");
      }
    }

    @Override
    public String toString() {
      return "Chat";
    }
  }

  /**
   * A sealed call message.
   *
   * @param legacyText what readers show that do not know calls; empty for all but an offer, at most
   *     {@link #MAX_LEGACY_BYTES} bytes of UTF-8
   */
  public record Call(Bytes sealed, String legacyText) implements Body {
    public static final int MAX_BYTES = 3_072;
    public static final int MAX_LEGACY_BYTES = 64;
    public static final String OFFER_LEGACY_TEXT = "missed call; this version cannot take calls";

    public Call {
      if (sealed.isEmpty()
          || sealed.length() > MAX_BYTES
          || utf8Length(legacyText) > MAX_LEGACY_BYTES) {
        throw new IllegalArgumentException("call content");
      }
    }
  }

  /**
   * Asks for consent.
   *
   * @param deliveryToken with which to send to the asker, 16 bytes
   * @param deviceList the asker's signed device list, encoded (DEV-7)
   * @param mailboxDocument the document of the asker's mailbox, encoded, for who may not know it: 1
   *     to {@link #MAX_DOCUMENT} bytes
   */
  public record ContactRequest(
      Bytes deliveryToken, Bytes deviceList, Optional<Bytes> mailboxDocument) implements Body {
    public static final int MAX_DOCUMENT = 512;

    /** To someone of the same mailbox. */
    public ContactRequest(Bytes deliveryToken, Bytes deviceList) {
      this(deliveryToken, deviceList, Optional.empty());
    }

    public ContactRequest {
      requireToken(deliveryToken);
      requireList(deviceList);
      if (mailboxDocument
          .filter(document -> document.isEmpty() || document.length() > MAX_DOCUMENT)
          .isPresent()) {
        throw new IllegalArgumentException("mailbox document");
      }
    }
  }

  /**
   * Consents, and tells the (or a newer) delivery token, 16 bytes, and device list, signed and
   * encoded.
   */
  public record ContactAccept(Bytes deliveryToken, Bytes deviceList) implements Body {
    public ContactAccept {
      requireToken(deliveryToken);
      requireList(deviceList);
    }
  }

  /** The sender's devices changed: the signed device list, encoded. */
  public record DeviceListUpdate(Bytes deviceList) implements Body {
    public DeviceListUpdate {
      requireList(deviceList);
    }
  }

  /**
   * From an own device (spec/17-devices).
   *
   * @param message 1 to {@link #MAX_BYTES} bytes, not looked into here
   */
  public record Sync(Bytes message) implements Body {
    public static final int MAX_BYTES = 2_800;

    public Sync {
      if (message.isEmpty() || message.length() > MAX_BYTES) {
        throw new IllegalArgumentException("sync");
      }
    }
  }

  /**
   * These contents are durable on the device that says so; 1 to {@link #MAX_IDS} ids of 16 bytes.
   */
  public record DeliveryReceipt(List<Bytes> ids) implements Body {
    public static final int MAX_IDS = 32;

    public DeliveryReceipt {
      ids = List.copyOf(ids);
      if (ids.isEmpty()
          || ids.size() > MAX_IDS
          || ids.stream().anyMatch(id -> id.length() != ID_LENGTH)) {
        throw new IllegalArgumentException("delivery receipt");
      }
    }
  }

  /** This device lost its session: send again what was not receipted. */
  public record ResendRequest() implements Body {}

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void requireList(Bytes list) {
    if (list.isEmpty() || list.length() > Registration.MAX_DEVICE_LIST) {
      throw new IllegalArgumentException("device list");
    }
  }

  private static void requireToken(Bytes token) {
    if (token.length() != Registration.DELIVERY_TOKEN_LENGTH) {
      throw new IllegalArgumentException("delivery token");
    }
  }
}
