package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.AccountHeader;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.KeysCodec;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.PushFrame;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.mailbox.UserBundles;

/** The ops of the mailbox's messages and frames (spec/08-mailbox.md, "Messages"). */
final class MailboxOperations {
  private MailboxOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "decode_mailbox", MailboxOperations::decode,
        "encode_mailbox", MailboxOperations::encode,
        "decode_frame", MailboxOperations::decodeFrame,
        "encode_frame", MailboxOperations::encodeFrame,
        "decode_account_header", MailboxOperations::decodeHeader);
  }

  private static ObjectNode decode(Input input) throws ProtocolException {
    Bytes wire = input.bytes("bytes");
    String message = input.text("message");
    ObjectNode output = Json.object();
    output.set(
        message,
        switch (message) {
          case "registration" -> shown(AccountCodec.decodeRegistration(wire));
          case "key_upload" -> shown(KeysCodec.decodeUpload(wire));
          case "key_counts" -> shown(KeysCodec.decodeCounts(wire));
          case "account_id" ->
              Json.object().put("account", hex(AccountCodec.decodeAccountId(wire).value()));
          case "name_request" -> Json.object().put("name", AccountCodec.decodeName(wire));
          case "delivery_token" ->
              Json.object().put("token", Json.hex(AccountCodec.decodeDeliveryToken(wire)));
          case "bundles" -> shown(KeysCodec.decodeBundles(wire));
          case "send_request" -> shown(SendRequest.decode(wire));
          case "refusal" -> shown(Refusal.decode(wire));
          default -> throw new IllegalArgumentException("message");
        });
    return output;
  }

  private static ObjectNode encode(Input input) {
    String message = input.node().fieldNames().next();
    Input fields = input.object(message);
    Bytes wire =
        switch (message) {
          case "registration" -> AccountCodec.encode(registration(fields));
          case "key_upload" -> KeysCodec.encode(upload(fields));
          case "key_counts" ->
              KeysCodec.encode(
                  new PreKeyCounts(fields.number("one_time"), fields.number("one_time_kyber")));
          case "account_id" -> AccountCodec.encode(new AccountId(uuid(fields, "account")));
          case "name_request" -> AccountCodec.encodeName(fields.text("name"));
          case "delivery_token" -> AccountCodec.encodeDeliveryToken(fields.bytes("token"));
          case "bundles" -> KeysCodec.encode(bundles(fields));
          case "send_request" -> sendRequest(fields).encode();
          case "refusal" -> Refusal.values()[fields.number("number") - 1].encode();
          default -> throw new IllegalArgumentException("message");
        };
    return Json.object().put("bytes", Json.hex(wire));
  }

  private static ObjectNode decodeFrame(Input input) throws ProtocolException {
    PushFrame frame = PushFrame.decode(input.bytes("bytes"));
    ObjectNode output = Json.object();
    if (frame instanceof PushFrame.Deliver deliver) {
      output
          .putObject("deliver")
          .put("envelope_id", hex(deliver.envelopeId()))
          .put("held_millis", deliver.heldFor().toMillis())
          .put("padded", Json.hex(deliver.padded()));
    } else if (frame instanceof PushFrame.Acknowledge acknowledge) {
      output.putObject("acknowledge").put("envelope_id", hex(acknowledge.envelopeId()));
    } else if (frame instanceof PushFrame.Hello hello) {
      output.putObject("hello").put("seconds", hello.now().getEpochSecond());
    } else {
      output.putObject("queue_delivered");
    }
    return output;
  }

  private static ObjectNode encodeFrame(Input input) {
    String name = input.node().fieldNames().next();
    Input fields = input.object(name);
    PushFrame frame =
        switch (name) {
          case "deliver" ->
              new PushFrame.Deliver(
                  uuid(fields, "envelope_id"),
                  Duration.ofMillis(fields.longNumber("held_millis")),
                  fields.bytes("padded"));
          case "acknowledge" -> new PushFrame.Acknowledge(uuid(fields, "envelope_id"));
          case "hello" -> new PushFrame.Hello(Instant.ofEpochSecond(fields.longNumber("seconds")));
          case "queue_delivered" -> new PushFrame.QueueDelivered();
          default -> throw new IllegalArgumentException("frame");
        };
    return Json.object().put("bytes", Json.hex(PushFrame.encode(frame)));
  }

  private static ObjectNode decodeHeader(Input input) throws ProtocolException {
    Account account = AccountHeader.decode(input.text("header"));
    return Json.object()
        .put("account", hex(account.id().value()))
        .put("device", account.device())
        .put("auth_token", Json.hex(account.authToken()));
  }

  private static ObjectNode shown(Registration registration) {
    ObjectNode shown =
        Json.object()
            .put("name", registration.name())
            .put("identity_key", Json.hex(registration.identityKey()))
            .put("device", registration.device())
            .put("registration_id", registration.registrationId())
            .put("auth_token", Json.hex(registration.authToken()))
            .put("delivery_token", Json.hex(registration.deliveryToken()));
    shown.set("keys", shown(registration.keys()));
    return shown
        .put("device_list", Json.hex(registration.deviceList()))
        .put("proof", Json.hex(registration.proof()));
  }

  private static Registration registration(Input fields) {
    return new Registration(
        fields.text("name"),
        fields.bytes("identity_key"),
        fields.number("device"),
        fields.number("registration_id"),
        fields.bytes("auth_token"),
        fields.bytes("delivery_token"),
        upload(fields.object("keys")),
        fields.bytes("device_list"),
        fields.bytes("proof"));
  }

  static ObjectNode shown(PreKeyUpload upload) {
    ObjectNode shown = Json.object();
    shown.set("signed", shown(upload.signed()));
    shown.set("last_resort_kyber", shown(upload.lastResortKyber()));
    ArrayNode oneTime = shown.putArray("one_time");
    upload.oneTime().forEach(key -> oneTime.add(shown(key)));
    ArrayNode oneTimeKyber = shown.putArray("one_time_kyber");
    upload.oneTimeKyber().forEach(key -> oneTimeKyber.add(shown(key)));
    return shown;
  }

  static PreKeyUpload upload(Input fields) {
    return new PreKeyUpload(
        signed(fields.object("signed")),
        signed(fields.object("last_resort_kyber")),
        fields.objects("one_time").stream().map(MailboxOperations::preKey).toList(),
        fields.objects("one_time_kyber").stream().map(MailboxOperations::signed).toList());
  }

  private static ObjectNode shown(SignedPreKey key) {
    return Json.object()
        .put("id", key.id())
        .put("public_key", Json.hex(key.publicKey()))
        .put("signature", Json.hex(key.signature()));
  }

  private static SignedPreKey signed(Input fields) {
    return new SignedPreKey(
        fields.number("id"), fields.bytes("public_key"), fields.bytes("signature"));
  }

  private static ObjectNode shown(PreKey key) {
    return Json.object().put("id", key.id()).put("public_key", Json.hex(key.publicKey()));
  }

  private static PreKey preKey(Input fields) {
    return new PreKey(fields.number("id"), fields.bytes("public_key"));
  }

  private static ObjectNode shown(PreKeyCounts counts) {
    return Json.object()
        .put("one_time", counts.oneTime())
        .put("one_time_kyber", counts.oneTimeKyber());
  }

  private static ObjectNode shown(UserBundles user) {
    ObjectNode shown =
        Json.object()
            .put("account", hex(user.account().value()))
            .put("introduction", Json.hex(user.introduction()))
            .put("device_list", Json.hex(user.deviceList()));
    ArrayNode devices = shown.putArray("devices");
    for (DeviceBundle bundle : user.devices()) {
      ObjectNode device =
          devices
              .addObject()
              .put("device", bundle.device())
              .put("registration_id", bundle.registrationId())
              .put("identity_key", Json.hex(bundle.identityKey()));
      device.set("signed", shown(bundle.signed()));
      ArrayNode oneTime = device.putArray("one_time");
      bundle.oneTime().ifPresent(key -> oneTime.add(shown(key)));
      device.set("kyber", shown(bundle.kyber()));
    }
    return shown;
  }

  private static UserBundles bundles(Input fields) {
    AccountId account = new AccountId(uuid(fields, "account"));
    List<DeviceBundle> devices = new ArrayList<>();
    for (Input device : fields.objects("devices")) {
      Optional<PreKey> oneTime =
          device.objects("one_time").stream().findFirst().map(MailboxOperations::preKey);
      devices.add(
          new DeviceBundle(
              account,
              device.number("device"),
              device.number("registration_id"),
              device.bytes("identity_key"),
              signed(device.object("signed")),
              oneTime,
              signed(device.object("kyber"))));
    }
    return new UserBundles(
        account, fields.bytes("introduction"), fields.bytes("device_list"), devices);
  }

  private static ObjectNode shown(SendRequest request) {
    return Json.object()
        .put("name", request.name())
        .put("device", request.device())
        .put("envelope_id", hex(request.envelopeId()))
        .put("token", Json.hex(request.token()))
        .put("padded", Json.hex(request.padded()));
  }

  private static SendRequest sendRequest(Input fields) {
    return new SendRequest(
        fields.text("name"),
        fields.number("device"),
        uuid(fields, "envelope_id"),
        fields.bytes("token"),
        fields.bytes("padded"));
  }

  private static ObjectNode shown(Refusal refusal) {
    return Json.object().put("number", refusal.ordinal() + 1);
  }

  static String hex(UUID value) {
    return Json.hex(
        ByteBuffer.allocate(16)
            .putLong(value.getMostSignificantBits())
            .putLong(value.getLeastSignificantBits())
            .array());
  }

  static UUID uuid(Input fields, String field) {
    ByteBuffer value = ByteBuffer.wrap(fields.bytes(field).toByteArray());
    return new UUID(value.getLong(), value.getLong());
  }
}
