package org.phantomnet.protocol.mailbox;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.form.WireScan;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.wire.ContactRequest;
import org.phantomnet.protocol.mailbox.wire.ContactTokens;
import org.phantomnet.protocol.mailbox.wire.ContentFrame;
import org.phantomnet.protocol.mailbox.wire.DeliveryReceipt;
import org.phantomnet.protocol.mailbox.wire.ResendRequest;
import org.phantomnet.protocol.rule.Rule;

/**
 * {@link Content} to and from bytes (spec/10-records.md). Decoding is as strict as that of call
 * messages: what is read is what would be written, but for fields to skip. Stateless; thread-safe.
 */
public final class ContentCodec {
  /** What this version writes, and the highest it must be able to read. */
  public static final int VERSION = 1;

  /** Largest encoded content, in bytes. */
  public static final int MAX_LENGTH = 3_456;

  private ContentCodec() {}

  public static Bytes encode(Content content) {
    ContentFrame.Builder frame =
        ContentFrame.newBuilder()
            .setVersion(VERSION)
            .setMinVersion(VERSION)
            .setSender(content.sender().text())
            .setRecipient(content.recipient().text())
            .setRecipientDevice(content.recipientDevice())
            .setId(ByteString.copyFrom(content.id().toByteArray()))
            .setSentAtMillis(content.sentAt().toEpochMilli());
    Content.Body body = content.body();
    if (body instanceof Content.Chat chat) {
      frame.setText(chat.text());
    } else if (body instanceof Content.Call call) {
      frame.setText(call.legacyText()).setCall(ByteString.copyFrom(call.sealed().toByteArray()));
    } else if (body instanceof Content.ContactRequest request) {
      frame.setContactRequest(request(request)).setDeviceList(bytes(request.deviceList()));
    } else if (body instanceof Content.ContactAccept accept) {
      frame
          .setContactAccept(tokens(accept.deliveryToken()))
          .setDeviceList(bytes(accept.deviceList()));
    } else if (body instanceof Content.DeliveryReceipt receipt) {
      DeliveryReceipt.Builder ids = DeliveryReceipt.newBuilder();
      receipt.ids().forEach(id -> ids.addId(ByteString.copyFrom(id.toByteArray())));
      frame.setDeliveryReceipt(ids);
    } else if (body instanceof Content.DeviceListUpdate update) {
      frame.setDeviceList(bytes(update.deviceList()));
    } else if (body instanceof Content.Sync sync) {
      frame.setSync(bytes(sync.message()));
    } else {
      frame.setResendRequest(
          ResendRequest.newBuilder().setReason(ContentShapes.REASON_SESSION_LOST));
    }
    Bytes encoded = Bytes.copyOf(frame.build().toByteArray());
    if (encoded.length() > MAX_LENGTH) {
      throw new IllegalStateException("content does not fit");
    }
    return encoded;
  }

  public static Content decode(Bytes wire) throws ProtocolException {
    if (wire.length() > MAX_LENGTH) {
      throw new Malformed(Malformed.Reason.TOO_LONG);
    }
    byte[] encoded = wire.toByteArray();
    WireScan.check(ContentShapes.FRAME, encoded);
    ContentFrame frame;
    try {
      frame = ContentFrame.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    }
    try {
      return new Content(
          UserAddress.parse(frame.getSender()),
          UserAddress.parse(frame.getRecipient()),
          frame.getRecipientDevice(),
          bytes(frame.getId()),
          Instant.ofEpochMilli(frame.getSentAtMillis()),
          body(frame));
    } catch (IllegalArgumentException e) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }

  private static ContactRequest request(Content.ContactRequest request) {
    ContactRequest.Builder written =
        ContactRequest.newBuilder()
            .setDeliveryToken(ByteString.copyFrom(request.deliveryToken().toByteArray()));
    request
        .mailboxDocument()
        .ifPresent(
            document -> written.setMailboxDocument(ByteString.copyFrom(document.toByteArray())));
    return written.build();
  }

  private static Content.ContactRequest request(ContactRequest read, Bytes list) {
    Bytes document = bytes(read.getMailboxDocument());
    return new Content.ContactRequest(
        bytes(read.getDeliveryToken()),
        list,
        document.isEmpty() ? Optional.empty() : Optional.of(document));
  }

  @Rule("CONT-3")
  private static Content.Body body(ContentFrame frame) throws Malformed {
    boolean consents = frame.hasContactRequest() || frame.hasContactAccept();
    boolean calls = !frame.getCall().isEmpty();
    int said = 0;
    for (boolean says :
        new boolean[] {
          !frame.getText().isEmpty() && !calls,
          calls,
          frame.hasContactRequest(),
          frame.hasContactAccept(),
          frame.hasDeliveryReceipt(),
          frame.hasResendRequest(),
          !frame.getDeviceList().isEmpty() && !consents,
          !frame.getSync().isEmpty()
        }) {
      said += says ? 1 : 0;
    }
    if (said == 0) {
      throw new Malformed(Malformed.Reason.MISSING_FIELD);
    }
    if (said > 1) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    if (consents && frame.getDeviceList().isEmpty()) {
      throw new Malformed(Malformed.Reason.MISSING_FIELD);
    }
    if (calls && frame.getTextBytes().size() > Content.Call.MAX_LEGACY_BYTES) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    return only(frame);
  }

  private static Content.Body only(ContentFrame frame) {
    Bytes list = bytes(frame.getDeviceList());
    if (!frame.getCall().isEmpty()) {
      return new Content.Call(bytes(frame.getCall()), frame.getText());
    }
    if (!frame.getText().isEmpty()) {
      return new Content.Chat(frame.getText());
    }
    if (frame.hasContactRequest()) {
      return request(frame.getContactRequest(), list);
    }
    if (frame.hasContactAccept()) {
      return new Content.ContactAccept(bytes(frame.getContactAccept().getDeliveryToken()), list);
    }
    if (frame.hasDeliveryReceipt()) {
      List<Bytes> ids = new ArrayList<>();
      frame.getDeliveryReceipt().getIdList().forEach(id -> ids.add(bytes(id)));
      return new Content.DeliveryReceipt(ids);
    }
    if (!list.isEmpty()) {
      return new Content.DeviceListUpdate(list);
    }
    return frame.getSync().isEmpty()
        ? new Content.ResendRequest()
        : new Content.Sync(bytes(frame.getSync()));
  }

  private static ContactTokens tokens(Bytes deliveryToken) {
    return ContactTokens.newBuilder()
        .setDeliveryToken(ByteString.copyFrom(deliveryToken.toByteArray()))
        .build();
  }

  private static ByteString bytes(Bytes value) {
    return ByteString.copyFrom(value.toByteArray());
  }

  private static Bytes bytes(ByteString value) {
    return Bytes.copyOf(value.toByteArray());
  }
}
