package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.devices.SyncCodec;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.signal.CallMode;

/** The ops of what own devices tell each other (spec/17-devices.md). */
final class SyncOperations {
  private SyncOperations() {}

  static Map<String, Operation> all() {
    return Map.of("decode_sync", SyncOperations::decode, "encode_sync", SyncOperations::encode);
  }

  private static ObjectNode decode(Input input) throws ProtocolException {
    Sync sync = SyncCodec.decode(input.bytes("bytes"));
    ObjectNode output = Json.object();
    if (sync instanceof Sync.SentLine sent) {
      output.putObject("sent_line").put("to", sent.to().text()).put("text", sent.text());
    } else if (sync instanceof Sync.ContactThere there) {
      ObjectNode shown = about(output, "contact", there.mark(), there.contact());
      ArrayNode known = shown.put("consent", there.consent().ordinal() + 1).putArray("known");
      there.known().ifPresent(one -> show(known.addObject(), one));
    } else if (sync instanceof Sync.Blocked blocked) {
      about(output, "blocked", blocked.mark(), blocked.contact()).put("blocked", blocked.blocked());
    } else if (sync instanceof Sync.Modes modes) {
      about(output, "modes", modes.mark(), modes.contact())
          .put("default_mode", modes.defaultMode().ordinal() + 1)
          .put("floor", modes.floor().ordinal() + 1)
          .put("require_pq", modes.requirePq());
    } else if (sync instanceof Sync.Trust trust) {
      about(output, "trust", trust.mark(), trust.contact())
          .put("identity_key", Json.hex(trust.identity()))
          .put("verified", trust.verified())
          .put("acknowledged", trust.acknowledged())
          .put("talked", trust.talked());
    } else if (sync instanceof Sync.AutoDelete delete) {
      about(output, "auto_delete", delete.mark(), delete.contact())
          .put("seconds", delete.seconds());
    } else if (sync instanceof Sync.Read read) {
      output
          .putObject("read")
          .put("contact", read.contact().text())
          .put("message", Json.hex(read.message()));
    } else if (sync instanceof Sync.OwnToken token) {
      ObjectNode shown = output.putObject("own_token");
      show(shown, token.mark());
      shown.put("token", Json.hex(token.token()));
    } else if (sync instanceof Sync.DeviceName name) {
      output.putObject("device_name").put("device", name.device()).put("name", name.name());
    } else if (sync instanceof Sync.MailboxPin pin) {
      output
          .putObject("mailbox_pin")
          .put("mailbox", pin.keys().mailbox())
          .put("tls_pin", Json.hex(pin.keys().tlsPin()))
          .put("trust_root", Json.hex(pin.keys().trustRoot()));
    } else if (sync instanceof Sync.ComingCall coming) {
      output
          .putObject("coming_call")
          .put("contact", coming.contact().text())
          .put("call", Json.hex(coming.call().value()))
          .put("device", coming.device());
    }
    return output;
  }

  private static ObjectNode about(
      ObjectNode output, String name, Sync.Mark mark, UserAddress contact) {
    ObjectNode shown = output.putObject(name);
    show(shown, mark);
    return shown.put("contact", contact.text());
  }

  private static void show(ObjectNode output, Sync.Mark mark) {
    output.putObject("mark").put("millis", mark.millis()).put("device", mark.device());
  }

  private static void show(ObjectNode output, Sync.Known known) {
    ArrayNode token =
        output
            .put("account", MailboxOperations.hex(known.account().value()))
            .put("identity_key", Json.hex(known.identity()))
            .putArray("delivery_token");
    known.deliveryToken().ifPresent(one -> token.add(Json.hex(one)));
  }

  private static ObjectNode encode(Input input) {
    String kind = input.node().fieldNames().next();
    Bytes wire = SyncCodec.encode(sync(kind, input.object(kind)));
    return Json.object().put("bytes", Json.hex(wire));
  }

  private static Sync sync(String kind, Input fields) {
    return switch (kind) {
      case "sent_line" ->
          new Sync.SentLine(UserAddress.parse(fields.text("to")), fields.text("text"));
      case "contact" ->
          new Sync.ContactThere(
              mark(fields),
              contact(fields),
              Sync.Consent.values()[fields.number("consent") - 1],
              fields.objects("known").stream().findFirst().map(SyncOperations::known));
      case "blocked" -> new Sync.Blocked(mark(fields), contact(fields), fields.flag("blocked"));
      case "modes" ->
          new Sync.Modes(
              mark(fields),
              contact(fields),
              CallMode.values()[fields.number("default_mode") - 1],
              CallMode.values()[fields.number("floor") - 1],
              fields.flag("require_pq"));
      case "trust" ->
          new Sync.Trust(
              mark(fields),
              contact(fields),
              fields.bytes("identity_key"),
              fields.flag("verified"),
              fields.flag("acknowledged"),
              fields.flag("talked"));
      case "auto_delete" ->
          new Sync.AutoDelete(mark(fields), contact(fields), fields.longNumber("seconds"));
      case "read" -> new Sync.Read(contact(fields), fields.bytes("message"));
      case "own_token" -> new Sync.OwnToken(mark(fields), fields.bytes("token"));
      case "device_name" -> new Sync.DeviceName(fields.number("device"), fields.text("name"));
      case "mailbox_pin" ->
          new Sync.MailboxPin(
              new MailboxKeys(
                  fields.text("mailbox"), fields.bytes("tls_pin"), fields.bytes("trust_root")));
      case "coming_call" ->
          new Sync.ComingCall(
              contact(fields), new CallId(fields.bytes("call")), fields.number("device"));
      default -> throw new IllegalArgumentException("kind");
    };
  }

  private static UserAddress contact(Input fields) {
    return UserAddress.parse(fields.text("contact"));
  }

  private static Sync.Mark mark(Input fields) {
    Input mark = fields.object("mark");
    return new Sync.Mark(mark.longNumber("millis"), mark.number("device"));
  }

  private static Sync.Known known(Input fields) {
    Optional<Bytes> token = fields.byteStrings("delivery_token").stream().findFirst();
    return new Sync.Known(
        new AccountId(MailboxOperations.uuid(fields, "account")),
        fields.bytes("identity_key"),
        token);
  }
}
