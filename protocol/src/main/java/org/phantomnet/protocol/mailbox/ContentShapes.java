package org.phantomnet.protocol.mailbox;

import static org.phantomnet.protocol.form.WireField.bytes;
import static org.phantomnet.protocol.form.WireField.message;
import static org.phantomnet.protocol.form.WireField.number;
import static org.phantomnet.protocol.form.WireField.text;

import org.phantomnet.protocol.form.WireContent;
import org.phantomnet.protocol.form.WireField.Refusal;
import org.phantomnet.protocol.form.WireShape;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Rule;

/** What a content may look like on the wire: the table of fields of spec/10-records.md. */
final class ContentShapes {
  private static final int MAX_ADDRESS_TEXT = 256;

  static final int REASON_SESSION_LOST = 1;

  private static final WireShape REQUEST =
      WireShape.of(
          bytes(1, Registration.DELIVERY_TOKEN_LENGTH, Registration.DELIVERY_TOKEN_LENGTH),
          bytes(2, 1, Content.ContactRequest.MAX_DOCUMENT).optional());

  private static final WireShape TOKENS =
      WireShape.of(
          bytes(1, Registration.DELIVERY_TOKEN_LENGTH, Registration.DELIVERY_TOKEN_LENGTH));

  private static final WireShape RECEIPT =
      WireShape.of(
          bytes(1, Content.ID_LENGTH, Content.ID_LENGTH).repeated(Content.DeliveryReceipt.MAX_IDS));

  private static final WireShape RESEND = WireShape.of(number(1, 1, REASON_SESSION_LOST));

  @Rule("CONT-2")
  static final WireShape FRAME =
      WireShape.of(
          number(1, 1, Integer.MAX_VALUE),
          number(2, 1, ContentCodec.VERSION).refusing(Refusal.VERSION),
          text(3, 1, MAX_ADDRESS_TEXT).holding(WireContent.USER_ADDRESS),
          text(4, 1, MAX_ADDRESS_TEXT).holding(WireContent.USER_ADDRESS),
          number(5, 1, DeviceAddress.MAX_DEVICE),
          bytes(6, Content.ID_LENGTH, Content.ID_LENGTH),
          number(7, 1, Content.MAX_MILLIS),
          bytes(8, 1, Content.Chat.MAX_BYTES).holding(WireContent.UTF8).optional(),
          message(9, REQUEST).optional(),
          message(10, TOKENS).optional(),
          message(11, RECEIPT).optional(),
          message(12, RESEND).optional(),
          bytes(13, 1, Registration.MAX_DEVICE_LIST).optional(),
          bytes(14, 1, Content.Sync.MAX_BYTES).optional(),
          bytes(64, 1, Content.Call.MAX_BYTES).refusing(Refusal.SIZE).optional());

  private ContentShapes() {}
}
