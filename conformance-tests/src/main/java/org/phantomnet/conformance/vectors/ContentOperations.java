package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.messenger.session.CallEnvelope;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;

/** The ops of contents: what one device says to another inside the ratchet (CONT-1 to CONT-13). */
final class ContentOperations {
  private static final String TEXT = "text";
  private static final String LIST = "device_list";
  private static final String DOCUMENT = "mailbox_document";
  private static final String SESSION_LOST = "SESSION_LOST";

  private ContentOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "encode_content", ContentOperations::encode,
        "decode_content", ContentOperations::decode,
        "take_content", ContentOperations::take,
        "carry_call", ContentOperations::carry);
  }

  private static ObjectNode encode(Input input) {
    Input message = input.object("message");
    Content content =
        new Content(
            UserAddress.parse(message.text("sender")),
            UserAddress.parse(message.text("recipient")),
            message.number("recipient_device"),
            message.bytes("id"),
            Instant.ofEpochMilli(message.longNumber("sent_at_millis")),
            body(message));
    return Json.object().put("content", Json.hex(ContentCodec.encode(content)));
  }

  private static Content.Body body(Input message) {
    if (message.has("call")) {
      String text = message.has(TEXT) ? message.text(TEXT) : "";
      return new Content.Call(message.bytes("call"), text);
    }
    if (message.has(TEXT)) {
      return new Content.Chat(message.text(TEXT));
    }
    if (message.has("contact_request")) {
      Input request = message.object("contact_request");
      return new Content.ContactRequest(
          token(request),
          message.bytes(LIST),
          request.has(DOCUMENT) ? Optional.of(request.bytes(DOCUMENT)) : Optional.empty());
    }
    if (message.has("contact_accept")) {
      return new Content.ContactAccept(
          token(message.object("contact_accept")), message.bytes(LIST));
    }
    if (message.has("delivery_receipt")) {
      return new Content.DeliveryReceipt(message.object("delivery_receipt").byteStrings("id"));
    }
    if (message.has(LIST)) {
      return new Content.DeviceListUpdate(message.bytes(LIST));
    }
    if (message.has("sync")) {
      return new Content.Sync(message.bytes("sync"));
    }
    if (message.object("resend_request").text("reason").equals(SESSION_LOST)) {
      return new Content.ResendRequest();
    }
    throw new IllegalArgumentException("body");
  }

  private static Bytes token(Input tokens) {
    return tokens.bytes("delivery_token");
  }

  private static ObjectNode decode(Input input) throws ProtocolException {
    return shown(ContentCodec.decode(input.runs("content")));
  }

  private static ObjectNode take(Input input) throws ProtocolException {
    Content content = ContentCodec.decode(input.runs("content"));
    content.requireBetween(
        UserAddress.parse(input.text("sender")),
        UserAddress.parse(input.text("recipient")),
        input.number("recipient_device"));
    return shown(content);
  }

  private static ObjectNode carry(Input input) {
    String text = CallEnvelope.content(input.bytes("sealed")).legacyText();
    return text.isEmpty() ? Json.object() : Json.object().put(TEXT, text);
  }

  private static ObjectNode shown(Content content) {
    ObjectNode output = Json.object();
    ObjectNode message =
        output
            .putObject("message")
            .put("sender", content.sender().text())
            .put("recipient", content.recipient().text())
            .put("recipient_device", content.recipientDevice())
            .put("id", Json.hex(content.id()))
            .put("sent_at_millis", content.sentAt().toEpochMilli());
    Content.Body body = content.body();
    if (body instanceof Content.Chat chat) {
      message.put(TEXT, chat.text());
    } else if (body instanceof Content.Call call) {
      if (!call.legacyText().isEmpty()) {
        message.put(TEXT, call.legacyText());
      }
      message.put("call", Json.hex(call.sealed()));
    } else if (body instanceof Content.ContactRequest request) {
      tokens(message, "contact_request", request.deliveryToken());
      request
          .mailboxDocument()
          .ifPresent(
              document -> message.withObject("/contact_request").put(DOCUMENT, Json.hex(document)));
      message.put(LIST, Json.hex(request.deviceList()));
    } else if (body instanceof Content.ContactAccept accept) {
      tokens(message, "contact_accept", accept.deliveryToken());
      message.put(LIST, Json.hex(accept.deviceList()));
    } else if (body instanceof Content.DeliveryReceipt receipt) {
      ArrayNode ids = message.putObject("delivery_receipt").putArray("id");
      receipt.ids().forEach(id -> ids.add(Json.hex(id)));
    } else if (body instanceof Content.DeviceListUpdate update) {
      message.put(LIST, Json.hex(update.deviceList()));
    } else if (body instanceof Content.Sync sync) {
      message.put("sync", Json.hex(sync.message()));
    } else {
      message.putObject("resend_request").put("reason", SESSION_LOST);
    }
    return output;
  }

  private static void tokens(ObjectNode message, String name, Bytes token) {
    message.putObject(name).put("delivery_token", Json.hex(token));
  }
}
