package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.engine.privacy.AdmittedPeers;
import org.phantomnet.engine.privacy.CandidatePolicy;
import org.phantomnet.engine.privacy.LocalNetwork;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.engine.privacy.ReceiptBuilder;
import org.phantomnet.engine.privacy.Verdict;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.RelayDescriptor.Listener;
import org.phantomnet.protocol.directory.RelayDescriptor.ListenerKind;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.TransportProtocol;

/** The candidate table and the gate of spec/05-modes.md, asked of {@code engine.privacy}. */
final class CandidateOperations {
  private CandidateOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "admit_local", CandidateOperations::admitLocal,
        "admit_remote", CandidateOperations::admitRemote,
        "admit_peer", CandidateOperations::admitPeer,
        "receipt", CandidateOperations::receipt,
        "mode", CandidateOperations::mode,
        "take_mode", CandidateOperations::takeMode,
        "gate", CandidateOperations::gate);
  }

  private static ObjectNode admitLocal(Input input) {
    CandidatePolicy policy = new CandidatePolicy(modeOf(input), listing(List.of()), network(input));
    return verdict(
        policy.admitLocal(candidate(input.object("candidate")), relay(input.object("own_relay"))));
  }

  private static ObjectNode admitRemote(Input input) {
    Candidate candidate = candidate(input.object("candidate"));
    if (!input.has("named")) {
      CandidatePolicy policy =
          new CandidatePolicy(modeOf(input), listing(listed(input)), network(input));
      return verdict(policy.admitRemote(candidate, input.optionalBytes("reflexive")));
    }
    CandidatePolicy policy =
        new CandidatePolicy(modeOf(input), new Listing(listed(input), input.flag("one_family")));
    return verdict(
        policy.admitRemote(
            new RelayCandidate(candidate, relayId(input.number("named"))),
            relay(input.object("own_relay"))));
  }

  private static List<ListedRelay> listed(Input input) {
    return input.has("list")
        ? input.objects("list").stream().map(CandidateOperations::relay).toList()
        : List.of();
  }

  /** The address is one field of a longer packet, as the tunnel reads it. */
  private static ObjectNode admitPeer(Input input) {
    AdmittedPeers peers = new AdmittedPeers(modeOf(input));
    input.objects("admitted").forEach(admitted -> peers.admit(candidate(admitted)));
    byte[] address = input.bytes("address").toByteArray();
    byte[] packet = new byte[address.length + 16];
    System.arraycopy(address, 0, packet, 8, address.length);
    return Json.object()
        .put("permission", peers.admits(packet, 8, address.length))
        .put("data", peers.admits(packet, 8, address.length, input.number("port")));
  }

  private static ObjectNode receipt(Input input) {
    CandidatePolicy policy = new CandidatePolicy(modeOf(input), listing(List.of()));
    ReceiptBuilder receipt = new ReceiptBuilder(modeOf(input));
    for (Input own : input.objects("own")) {
      Candidate candidate = candidate(own);
      receipt.gathered(candidate);
      Verdict verdict = policy.admitLocal(candidate, relay(input.object("own_relay")));
      if (verdict.admitted()) {
        receipt.sent(candidate);
      } else {
        receipt.refused(verdict);
      }
    }
    for (Input remote : input.objects("remote")) {
      Candidate candidate = candidate(remote);
      Verdict verdict = policy.admitRemote(candidate);
      if (verdict.admitted()) {
        receipt.admitted(candidate);
      } else {
        receipt.refused(verdict);
      }
    }
    PrivacyReceipt built = receipt.build();
    ObjectNode output = Json.object();
    built.offered().forEach(output.putObject("offered")::put);
    built.sent().forEach(output.putObject("sent")::put);
    built.admitted().forEach(output.putObject("admitted")::put);
    built.refused().forEach(output.putObject("refused")::put);
    return output;
  }

  private static ObjectNode mode(Input input) {
    ModePolicy policy = ModePolicy.of(modeOf(input));
    return Json.object()
        .put("relays_only", policy.relayRequired())
        .put("connects_while_ringing", policy.connectsWhileRinging());
  }

  private static ObjectNode takeMode(Input input) {
    ModePolicy offered = ModePolicy.of(input.oneOf(CallMode.class, "offered"));
    return Json.object().put("taken", offered.meets(input.oneOf(CallMode.class, "floor")));
  }

  private static ObjectNode gate(Input input) {
    MediaGate gate = new MediaGate();
    ObjectNode output = Json.object();
    ArrayNode open = output.putArray("open");
    for (String step : input.texts("steps")) {
      switch (step) {
        case "KEYS_CONFIRMED" -> gate.keysConfirmed();
        case "TRANSPORT_CONNECTED" -> gate.transportConnected();
        case "ACCEPTED" -> gate.accepted();
        case "CLOSED" -> gate.closed();
        default -> throw new IllegalArgumentException(step);
      }
      open.add(gate.open());
    }
    return output;
  }

  private static ObjectNode verdict(Verdict verdict) {
    return Json.object().put("verdict", verdict.name());
  }

  private static CallMode modeOf(Input input) {
    return input.oneOf(CallMode.class, "mode");
  }

  private static Candidate candidate(Input input) {
    return new Candidate(
        input.oneOf(CandidateType.class, "type"),
        input.oneOf(TransportProtocol.class, "transport"),
        input.bytes("address"),
        input.number("port"),
        1);
  }

  private static List<LocalNetwork> network(Input input) {
    return input.optionalObject("network").stream()
        .map(
            network ->
                new LocalNetwork(
                    network.bytes("address"),
                    network.number("prefix"),
                    network.optionalBytes("reflexive").orElse(Bytes.EMPTY)))
        .toList();
  }

  private static ListedRelay relay(Input input) {
    List<Bytes> addresses = input.byteStrings("addresses");
    Bytes id = relayId(input.number("id"));
    return new ListedRelay(
        id,
        input.text("family"),
        new RelayDescriptor(
            id,
            List.of(new Listener(ListenerKind.UDP, addresses.get(0), 3478)),
            addresses,
            input.number("min_port"),
            input.number("max_port"),
            "",
            "any",
            1,
            "realm.example",
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            Instant.MAX,
            Bytes.EMPTY));
  }

  /** In the vectors a number stands for 32 bytes of it. */
  private static Bytes relayId(int number) {
    byte[] id = new byte[RelayCandidate.RELAY_ID_LENGTH];
    Arrays.fill(id, (byte) number);
    return Bytes.copyOf(id);
  }

  private static RelayDiscovery listing(List<ListedRelay> list) {
    return new Listing(list, false);
  }

  /** A verified list, in memory. */
  private record Listing(List<ListedRelay> list, boolean singleFamilyAllowed)
      implements RelayDiscovery {
    @Override
    public List<ListedRelay> guards() {
      return List.of();
    }

    @Override
    public Optional<ListedRelay> find(Bytes relayId) {
      return list.stream().filter(relay -> relay.relayId().equals(relayId)).findFirst();
    }

    @Override
    public List<ListedRelay> listed() {
      return list;
    }
  }
}
