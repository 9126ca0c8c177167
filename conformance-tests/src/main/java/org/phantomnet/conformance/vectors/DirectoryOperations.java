package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.directory.Submission;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantCodec;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.grant.RelayGrant;

/** The ops of descriptors, the signed list and grants (spec/09-discovery.md). */
final class DirectoryOperations {
  private DirectoryOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "open_descriptor", DirectoryOperations::open,
        "relay_id", DirectoryOperations::relayId,
        "verify_list", DirectoryOperations::verify,
        "submission", DirectoryOperations::submission,
        "decode_challenge", DirectoryOperations::challenge,
        "decode_grant", DirectoryOperations::grant,
        "solves", DirectoryOperations::solves);
  }

  private static ObjectNode open(Input input) throws ProtocolException {
    RelayDescriptor opened = SignedDescriptor.decode(input.bytes("signed")).open();
    ObjectNode shown = Json.object().put("signing_key", Json.hex(opened.signingKey()));
    ArrayNode listeners = shown.putArray("listeners");
    for (RelayDescriptor.Listener listener : opened.listeners()) {
      int kind =
          switch (listener.kind()) {
            case UDP -> 1;
            case TCP -> 2;
            case TLS -> 3;
          };
      listeners
          .addObject()
          .put("kind", kind)
          .put("address", Json.hex(listener.address()))
          .put("port", listener.port());
    }
    ArrayNode relayed = shown.putArray("relayed_addresses");
    opened.relayedAddresses().forEach(address -> relayed.add(Json.hex(address)));
    return shown
        .put("min_port", opened.minPort())
        .put("max_port", opened.maxPort())
        .put("onion", opened.onion())
        .put("region", opened.region())
        .put("capacity", opened.capacity())
        .put("realm", opened.realm())
        .put("issuer_port", opened.issuerPort())
        .put("issuer_pin", Json.hex(opened.issuerPin()))
        .put("not_before", opened.notBefore().getEpochSecond())
        .put("not_after", opened.notAfter().getEpochSecond())
        .put("token_key", Json.hex(opened.tokenKey()));
  }

  private static ObjectNode relayId(Input input) {
    Bytes id = SignedDescriptor.relayId(input.bytes("signing_key"));
    return Json.object().put("relay_id", Json.hex(id));
  }

  private static ObjectNode verify(Input input) throws ProtocolException {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(input.longNumber("now")), ZoneOffset.UTC);
    RelayListVerifier verifier =
        new RelayListVerifier(
            input.byteStrings("authorities"),
            input.number("threshold"),
            clock,
            input.flag("test_estate_allowed"));
    VerifiedRelayList list =
        verifier.verify(input.bytes("served"), input.longNumber("previous_version"));
    ObjectNode shown =
        Json.object()
            .put("version", list.version())
            .put("test_estate", list.testEstate())
            .put("single_family_allowed", list.singleFamilyAllowed());
    ArrayNode relays = shown.putArray("relays");
    for (ListedRelay relay : list.relays()) {
      relays.addObject().put("relay_id", Json.hex(relay.relayId())).put("family", relay.family());
    }
    ArrayNode issuers = shown.putArray("issuers");
    for (ListedIssuer issuer : list.issuers()) {
      issuers
          .addObject()
          .put("issuer_name", issuer.keys().issuerName())
          .put("family", issuer.family());
    }
    return shown;
  }

  private static ObjectNode submission(Input input) throws ProtocolException {
    RelayDescriptor kept =
        Submission.decode(
            input.bytes("bytes"),
            input.bytes("source"),
            Instant.ofEpochSecond(input.longNumber("now")),
            input.flag("test_estate"));
    return Json.object().put("relay_id", Json.hex(SignedDescriptor.relayId(kept.signingKey())));
  }

  private static ObjectNode challenge(Input input) throws ProtocolException {
    GrantChallenge challenge = GrantChallenge.decode(input.bytes("bytes"));
    return Json.object()
        .put("relay_id", Json.hex(challenge.relayId()))
        .put("issued_at", challenge.issuedAt().getEpochSecond())
        .put("difficulty", challenge.difficulty())
        .put("nonce", Json.hex(challenge.nonce()))
        .put("mac", Json.hex(challenge.mac()));
  }

  private static ObjectNode grant(Input input) throws ProtocolException {
    RelayGrant grant = GrantCodec.decode(input.bytes("bytes"));
    return Json.object()
        .put("relay_id", Json.hex(grant.relayId()))
        .put("username", grant.username())
        .put("password", Json.hex(grant.password().getBytes(StandardCharsets.US_ASCII)))
        .put("expires_at", grant.expiresAt().getEpochSecond());
  }

  private static ObjectNode solves(Input input) throws ProtocolException {
    GrantChallenge challenge = GrantChallenge.decode(input.bytes("challenge"));
    boolean solves = ProofOfWork.isSolution(challenge, input.longNumber("counter"));
    return Json.object().put("solves", solves);
  }
}
