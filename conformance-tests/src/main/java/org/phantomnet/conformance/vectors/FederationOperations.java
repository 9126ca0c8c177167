package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.mailbox.DocumentRequest;
import org.phantomnet.protocol.mailbox.FederatedAnswer;
import org.phantomnet.protocol.mailbox.FederatedRequest;
import org.phantomnet.protocol.mailbox.ForwardPass;
import org.phantomnet.protocol.mailbox.ForwardRequest;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxPin;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.SealedAnswer;
import org.phantomnet.protocol.mailbox.SealedExchange;
import org.phantomnet.protocol.mailbox.SealedRequest;

/** The ops of mailboxes for each other (spec/08-mailbox.md, "Federation"). */
final class FederationOperations {
  private static final String BYTES = "bytes";
  private static final String MAILBOX = "mailbox";
  private static final String REQUEST = "federated_request";
  private static final String ANSWER = "federated_answer";

  private FederationOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "encode_federation", FederationOperations::encode,
        "decode_federation", FederationOperations::decode,
        "mailbox_pin", FederationOperations::pin,
        "is_mailbox_pin", input -> Json.object().put("is_pin", MailboxPin.isPin(input.text("pin"))),
        "document_signed_bytes",
            input -> bytes(document(input.object("mailbox_document")).signedBytes()),
        "forward_pass", FederationOperations::pass,
        "ask_sealed", FederationOperations::ask,
        "open_sealed", FederationOperations::openAsked,
        "answer_sealed", FederationOperations::answer,
        "open_sealed_answer", FederationOperations::openAnswered);
  }

  private static ObjectNode decode(Input input) throws ProtocolException {
    Bytes wire = input.runs(BYTES);
    String message = input.text("message");
    ObjectNode output = Json.object();
    output.set(
        message,
        switch (message) {
          case "mailbox_document" -> shown(MailboxDocument.decode(wire));
          case "forward_pass" -> Json.object().put("pass", Json.hex(ForwardPass.decode(wire)));
          case "document_request" -> shown(DocumentRequest.decode(wire));
          case "forward_request" -> shown(ForwardRequest.decode(wire));
          case "sealed_request" -> shown(SealedRequest.decode(wire));
          case "sealed_answer" -> shown(SealedAnswer.decode(wire));
          case REQUEST -> shown(FederatedRequest.decode(wire));
          case ANSWER -> shown(FederatedAnswer.decode(wire));
          default -> throw new IllegalArgumentException("message");
        });
    return output;
  }

  private static ObjectNode encode(Input input) {
    String message = input.node().fieldNames().next();
    Input fields = input.object(message);
    return bytes(
        switch (message) {
          case "mailbox_document" -> document(fields).encode();
          case "forward_pass" -> ForwardPass.encode(fields.bytes("pass"));
          case "document_request" ->
              new DocumentRequest(fields.bytes("pass"), fields.text(MAILBOX)).encode();
          case "forward_request" ->
              new ForwardRequest(
                      fields.bytes("pass"),
                      fields.text(MAILBOX),
                      fields.bytes("tls_pin"),
                      fields.bytes("sealed"))
                  .encode();
          case "sealed_request" ->
              new SealedRequest(
                      fields.longNumber("serial"), fields.bytes("enc"), fields.bytes("ciphertext"))
                  .encode();
          case "sealed_answer" ->
              new SealedAnswer(fields.bytes("nonce"), fields.bytes("ciphertext")).encode();
          case REQUEST -> request(fields).encode();
          case ANSWER -> answered(fields).encode();
          default -> throw new IllegalArgumentException("message");
        });
  }

  private static ObjectNode pin(Input input) {
    return Json.object().put("pin", MailboxPin.of(input.text(MAILBOX), input.bytes("trust_root")));
  }

  private static ObjectNode pass(Input input) {
    try (SecretKey key = SecretKey.of(input.bytes("key"))) {
      Instant day = Instant.ofEpochSecond(input.longNumber("day") * 86_400);
      return Json.object().put("pass", Json.hex(ForwardPass.of(key, day)));
    }
  }

  private static ObjectNode ask(Input input) throws ProtocolException {
    try (SealedExchange.Asked asked = asked(input, request(input.object(REQUEST)))) {
      return bytes(asked.sealed().encode());
    }
  }

  private static ObjectNode openAsked(Input input) throws ProtocolException {
    try (SealedExchange.Opened opened = opened(input)) {
      ObjectNode output = Json.object();
      output.set(REQUEST, shown(opened.request()));
      return output;
    }
  }

  private static ObjectNode answer(Input input) throws ProtocolException {
    try (SealedExchange.Opened opened = opened(input)) {
      return bytes(
          opened
              .exchange()
              .seal(answered(input.object(ANSWER)), giving(input.bytes("nonce")))
              .encode());
    }
  }

  private static ObjectNode openAnswered(Input input) throws ProtocolException {
    FederatedRequest any =
        FederatedRequest.at(Instant.EPOCH, FederatedRequest.Kind.ACCOUNT, Bytes.EMPTY);
    try (SealedExchange.Asked asked = asked(input, any)) {
      ObjectNode output = Json.object();
      output.set(ANSWER, shown(asked.exchange().open(SealedAnswer.decode(input.runs(BYTES)))));
      return output;
    }
  }

  private static SealedExchange.Asked asked(Input input, FederatedRequest request)
      throws ProtocolException {
    MailboxDocument to =
        new MailboxDocument(
            input.text(MAILBOX),
            Bytes.copyOf(new byte[33]),
            Bytes.copyOf(new byte[32]),
            input.bytes("hpke_key"),
            input.longNumber("serial"),
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(1),
            Bytes.copyOf(new byte[64]));
    return SealedExchange.ask(to, request, giving(input.bytes("ephemeral")));
  }

  private static SealedExchange.Opened opened(Input input) throws ProtocolException {
    try (SecretKey scalar = SecretKey.of(input.bytes("private_key"));
        HpkeKey key = HpkeKey.of(scalar)) {
      return SealedExchange.open(SealedRequest.decode(input.runs(BYTES)), key, input.text(MAILBOX));
    }
  }

  private static RandomSource giving(Bytes value) {
    return target -> System.arraycopy(value.toByteArray(), 0, target, 0, target.length);
  }

  private static MailboxDocument document(Input fields) {
    return new MailboxDocument(
        fields.text(MAILBOX),
        fields.bytes("trust_root"),
        fields.bytes("tls_pin"),
        fields.bytes("hpke_key"),
        fields.longNumber("serial"),
        Instant.ofEpochSecond(fields.longNumber("valid_from")),
        Instant.ofEpochSecond(fields.longNumber("valid_until")),
        fields.bytes("signature"));
  }

  private static ObjectNode shown(MailboxDocument document) {
    return Json.object()
        .put(MAILBOX, document.mailbox())
        .put("trust_root", Json.hex(document.trustRoot()))
        .put("tls_pin", Json.hex(document.tlsPin()))
        .put("hpke_key", Json.hex(document.hpkeKey()))
        .put("serial", document.serial())
        .put("valid_from", document.from().getEpochSecond())
        .put("valid_until", document.until().getEpochSecond())
        .put("signature", Json.hex(document.signature()));
  }

  private static ObjectNode shown(DocumentRequest request) {
    return Json.object().put("pass", Json.hex(request.pass())).put(MAILBOX, request.mailbox());
  }

  private static ObjectNode shown(ForwardRequest request) {
    return Json.object()
        .put("pass", Json.hex(request.pass()))
        .put(MAILBOX, request.mailbox())
        .put("tls_pin", Json.hex(request.tlsPin()))
        .put("sealed", Json.hex(request.sealed()));
  }

  private static ObjectNode shown(SealedRequest request) {
    return Json.object()
        .put("serial", request.serial())
        .put("enc", Json.hex(request.enc()))
        .put("ciphertext", Json.hex(request.ciphertext()));
  }

  private static ObjectNode shown(SealedAnswer answer) {
    return Json.object()
        .put("nonce", Json.hex(answer.nonce()))
        .put("ciphertext", Json.hex(answer.ciphertext()));
  }

  private static FederatedRequest request(Input fields) {
    return new FederatedRequest(
        FederatedRequest.Kind.values()[fields.number("kind") - 1],
        Instant.ofEpochSecond(fields.longNumber("made_at")),
        fields.bytes("content"));
  }

  private static ObjectNode shown(FederatedRequest request) {
    return Json.object()
        .put("kind", request.kind().ordinal() + 1)
        .put("made_at", request.madeAt().getEpochSecond())
        .put("content", Json.hex(request.content()));
  }

  private static FederatedAnswer answered(Input fields) {
    return new FederatedAnswer(Refusal.numbered(fields.number("refusal")), fields.bytes("content"));
  }

  private static ObjectNode shown(FederatedAnswer answer) {
    return Json.object()
        .put("refusal", answer.refusal().map(Refusal::number).orElse(0))
        .put("content", Json.hex(answer.content()));
  }

  private static ObjectNode bytes(Bytes value) {
    return Json.object().put(BYTES, Json.hex(value));
  }
}
