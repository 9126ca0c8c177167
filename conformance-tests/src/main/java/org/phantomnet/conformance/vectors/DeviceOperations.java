package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkCode;
import org.phantomnet.protocol.devices.LinkCodec;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.devices.ListPin;
import org.phantomnet.protocol.devices.Provisioning;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;

/** The ops of device lists and of linking (spec/17-devices.md). */
final class DeviceOperations {
  private static final String LIST = "list";
  private static final String SEALED = "sealed";

  private DeviceOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "decode_devices", DeviceOperations::decode,
        "encode_devices", DeviceOperations::encode,
        "list_binding", DeviceOperations::binding,
        "open_device_list", DeviceOperations::open,
        "judge_device_list", DeviceOperations::judge,
        "link_text", DeviceOperations::linkText,
        "parse_link", DeviceOperations::parseLink);
  }

  private static ObjectNode decode(Input input) throws ProtocolException {
    Bytes wire = input.bytes("bytes");
    String message = input.text("message");
    ObjectNode output = Json.object();
    output.set(
        message,
        switch (message) {
          case "device_list" -> shown(DeviceList.decode(wire));
          case "device_upload" -> shown(LinkCodec.decodeUpload(wire));
          case "link_slot" -> Json.object().put("slot", Json.hex(LinkCodec.decodeSlot(wire)));
          case "link_deposit" -> shown(LinkCodec.decodeDeposit(wire));
          case "link_answer" -> shown(LinkCodec.decodeAnswer(wire));
          case "link_registration" -> shown(LinkCodec.decodeRegistration(wire));
          case "provisioning" -> provisioning(wire);
          default -> throw new IllegalArgumentException("message");
        });
    return output;
  }

  private static ObjectNode encode(Input input) {
    String message = input.node().fieldNames().next();
    Input fields = input.object(message);
    Bytes wire =
        switch (message) {
          case "device_list" -> list(fields).encode();
          case "device_upload" -> LinkCodec.encode(upload(fields));
          case "link_slot" -> LinkCodec.encodeSlot(fields.bytes("slot"));
          case "link_deposit" ->
              LinkCodec.encode(new LinkDeposit(fields.bytes("slot"), fields.bytes(SEALED)));
          case "link_answer" ->
              LinkCodec.encodeAnswer(fields.byteStrings(SEALED).stream().findFirst());
          case "link_registration" ->
              LinkCodec.encode(
                  new LinkRegistration(
                      new AccountId(MailboxOperations.uuid(fields, "account")),
                      fields.number("device"),
                      fields.bytes("auth_token"),
                      fields.bytes("link_token"),
                      MailboxOperations.upload(fields.object("keys"))));
          case "provisioning" -> provisioning(fields);
          default -> throw new IllegalArgumentException("message");
        };
    return Json.object().put("bytes", Json.hex(wire));
  }

  static ObjectNode shown(DeviceList list) {
    ObjectNode shown =
        Json.object()
            .put("version", list.version())
            .put("address", list.address().text())
            .put("identity_key", Json.hex(list.identityKey()))
            .put("list_key", Json.hex(list.listKey()));
    ArrayNode devices = shown.putArray("devices");
    for (DeviceList.Entry entry : list.devices()) {
      devices
          .addObject()
          .put("device", entry.device())
          .put("registration_id", entry.registrationId());
    }
    return shown;
  }

  private static DeviceList list(Input fields) {
    return new DeviceList(
        UserAddress.parse(fields.text("address")),
        fields.longNumber("version"),
        fields.bytes("identity_key"),
        fields.bytes("list_key"),
        fields.objects("devices").stream().map(DeviceOperations::entry).toList());
  }

  private static DeviceList.Entry entry(Input fields) {
    return new DeviceList.Entry(fields.number("device"), fields.number("registration_id"));
  }

  private static ObjectNode shown(DeviceUpload upload) {
    ObjectNode shown = Json.object().put(LIST, Json.hex(upload.list()));
    ArrayNode link = shown.putArray("link");
    upload
        .link()
        .ifPresent(
            one ->
                link.addObject()
                    .put("device", one.device())
                    .put("token_hash", Json.hex(one.tokenHash())));
    return shown;
  }

  private static DeviceUpload upload(Input fields) {
    return new DeviceUpload(
        fields.bytes(LIST),
        fields.objects("link").stream()
            .findFirst()
            .map(one -> new DeviceUpload.Link(one.number("device"), one.bytes("token_hash"))));
  }

  private static ObjectNode shown(LinkDeposit deposit) {
    return Json.object()
        .put("slot", Json.hex(deposit.slot()))
        .put(SEALED, Json.hex(deposit.sealed()));
  }

  private static ObjectNode shown(Optional<Bytes> sealed) {
    ObjectNode shown = Json.object();
    ArrayNode list = shown.putArray(SEALED);
    sealed.ifPresent(one -> list.add(Json.hex(one)));
    return shown;
  }

  private static ObjectNode shown(LinkRegistration registration) {
    ObjectNode shown =
        Json.object()
            .put("account", MailboxOperations.hex(registration.account().value()))
            .put("device", registration.device())
            .put("auth_token", Json.hex(registration.authToken()))
            .put("link_token", Json.hex(registration.linkToken()));
    shown.set("keys", MailboxOperations.shown(registration.keys()));
    return shown;
  }

  private static ObjectNode provisioning(Bytes wire) throws ProtocolException {
    try (Provisioning provisioning = Provisioning.decode(wire)) {
      return Json.object()
          .put("account", MailboxOperations.hex(provisioning.account().value()))
          .put("address", provisioning.address().text())
          .put("identity_private_key", Json.hex(provisioning.identityPrivateKey().disclose()))
          .put("device", provisioning.device().device())
          .put("registration_id", provisioning.device().registrationId())
          .put("link_token", Json.hex(provisioning.linkToken().disclose()))
          .put("delivery_token", Json.hex(provisioning.deliveryToken()))
          .put(LIST, Json.hex(provisioning.list()));
    }
  }

  private static Bytes provisioning(Input fields) {
    try (Provisioning provisioning =
        new Provisioning(
            new AccountId(MailboxOperations.uuid(fields, "account")),
            UserAddress.parse(fields.text("address")),
            SecretKey.of(fields.bytes("identity_private_key")),
            entry(fields),
            SecretKey.of(fields.bytes("link_token")),
            fields.bytes("delivery_token"),
            fields.bytes(LIST))) {
      return provisioning.encode();
    }
  }

  private static ObjectNode binding(Input input) {
    Bytes bytes =
        SignedDeviceList.bindingBytes(
            UserAddress.parse(input.text("address")), input.bytes("list_key"));
    return Json.object().put("bytes", Json.hex(bytes));
  }

  private static ObjectNode open(Input input) throws ProtocolException {
    boolean bound = input.flag("binding_is_good");
    DeviceList opened =
        SignedDeviceList.decode(input.bytes("signed"))
            .open(
                UserAddress.parse(input.text("address")),
                input.bytes("identity_key"),
                (identity, message, signature) -> bound);
    ObjectNode output = Json.object();
    output.set("device_list", shown(opened));
    return output;
  }

  private static ObjectNode judge(Input input) {
    ListPin.Verdict verdict =
        ListPin.judge(list(input.object("known")), list(input.object("offered")));
    return Json.object().put("verdict", verdict.name());
  }

  private static ObjectNode linkText(Input input) {
    LinkCode code = new LinkCode(input.bytes("slot"), input.bytes("public_key"));
    return Json.object().put("text", code.text());
  }

  private static ObjectNode parseLink(Input input) throws ProtocolException {
    LinkCode code = LinkCode.parse(input.text("text"));
    return Json.object()
        .put("slot", Json.hex(code.slot()))
        .put("public_key", Json.hex(code.publicKey()));
  }
}
