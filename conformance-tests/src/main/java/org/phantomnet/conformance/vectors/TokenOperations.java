package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.Token;
import org.phantomnet.protocol.token.TokenAnswer;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.protocol.token.TokenKey;
import org.phantomnet.protocol.token.TokenRequest;

/** The ops of anonymous tokens (spec/19-tokens.md). */
final class TokenOperations {
  private static final String TYPE = "token_type";

  private TokenOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "decode_token_message", TokenOperations::decode,
        "token_challenge", TokenOperations::challenge,
        "check_token", TokenOperations::check,
        "open_token_username", TokenOperations::open);
  }

  private static ObjectNode decode(Input input) throws ProtocolException {
    Bytes wire = input.bytes("bytes");
    String message = input.text("message");
    ObjectNode output = Json.object();
    output.set(
        message,
        switch (message) {
          case "token" -> shown(Token.decode(wire));
          case "token_request" -> shown(TokenRequest.decode(wire));
          case "token_challenge" -> shown(TokenChallenge.decode(wire));
          case "token_key" -> Json.object().put("key_id", Json.hex(TokenKey.decode(wire).id()));
          case "token_batch" -> shown(TokenBatch.decode(wire));
          case "token_answer" -> shown(TokenAnswer.decode(wire));
          case "issuer_keys" -> shown(IssuerKeys.decode(wire));
          default -> throw new IllegalArgumentException("message");
        });
    return output;
  }

  private static ObjectNode challenge(Input input) {
    TokenChallenge challenge =
        TokenChallenge.of(
            input.text("issuer_name"), input.bytes("relay_id"), input.longNumber("epoch"));
    return Json.object().put("bytes", Json.hex(challenge.encode()));
  }

  private static ObjectNode check(Input input) throws ProtocolException {
    Token token = Token.decode(input.bytes("token"));
    TokenKey key = TokenKey.decode(input.bytes("key"));
    token.check(TokenChallenge.decode(input.bytes("challenge")), key);
    return Json.object();
  }

  private static ObjectNode open(Input input) throws ProtocolException {
    try (SecretKey scalar = SecretKey.of(input.bytes("private_key"));
        HpkeKey key = HpkeKey.of(scalar)) {
      TokenCredential.Opened opened =
          TokenCredential.decode(input.text("username"), key, input.bytes("relay_id"));
      return Json.object()
          .put("parity", opened.epochParity())
          .put("key_id", Json.hex(opened.keyId()))
          .put("nonce", Json.hex(opened.nonce()))
          .put("authenticator", Json.hex(opened.authenticator()))
          .put("password", opened.password());
    }
  }

  private static ObjectNode shown(Token token) {
    return Json.object()
        .put(TYPE, TokenChallenge.TOKEN_TYPE)
        .put("nonce", Json.hex(token.nonce()))
        .put("challenge_digest", Json.hex(token.challengeDigest()))
        .put("key_id", Json.hex(token.keyId()))
        .put("authenticator", Json.hex(token.authenticator()));
  }

  private static ObjectNode shown(TokenRequest request) {
    return Json.object()
        .put(TYPE, TokenChallenge.TOKEN_TYPE)
        .put("short_key_id", request.shortKeyId())
        .put("blinded", Json.hex(request.blinded()));
  }

  private static ObjectNode shown(TokenChallenge challenge) {
    return Json.object()
        .put("issuer_name", challenge.issuerName())
        .put("redemption_context", Json.hex(challenge.redemptionContext()))
        .put("origin_info", challenge.originInfo());
  }

  private static ObjectNode shown(TokenBatch batch) {
    int reason =
        switch (batch.reason()) {
          case WORK -> 1;
          case INVITE -> 2;
          case HOOK -> 3;
        };
    ObjectNode shown = Json.object().put("reason", reason).put("proof", Json.hex(batch.proof()));
    ArrayNode requests = shown.putArray("requests");
    batch.requests().forEach(request -> requests.add(shown(request)));
    return shown;
  }

  private static ObjectNode shown(TokenAnswer answer) {
    ObjectNode shown = Json.object();
    ArrayNode signatures = shown.putArray("blind_signatures");
    answer.blindSignatures().forEach(signature -> signatures.add(Json.hex(signature)));
    return shown;
  }

  private static ObjectNode shown(IssuerKeys keys) {
    ObjectNode shown = Json.object().put("issuer_name", keys.issuerName());
    ArrayNode all = shown.putArray("keys");
    for (IssuerKeys.Live key : keys.keys()) {
      all.addObject()
          .put("key", Json.hex(key.key().encode()))
          .put("not_before", key.notBefore().getEpochSecond())
          .put("not_after", key.notAfter().getEpochSecond());
    }
    return shown;
  }
}
