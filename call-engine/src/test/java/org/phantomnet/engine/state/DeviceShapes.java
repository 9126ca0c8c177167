package org.phantomnet.engine.state;

import static org.phantomnet.engine.state.Fixtures.NOW;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** The calls of a device, and events about them, as the tables of whole devices describe them. */
final class DeviceShapes {
  private final JsonNode ranks;
  private final JsonNode states;

  /**
   * @param ranks name -> 32 bytes in hex
   */
  DeviceShapes(JsonNode ranks) {
    this.ranks = ranks;
    this.states = Transitions.read("call.json").get("shapes").get("states");
  }

  DeviceCalls calls(JsonNode given) {
    DeviceCalls calls = DeviceCalls.NONE;
    for (JsonNode one : given) {
      Members members = new Members(one);
      CallFacts facts = facts(members);
      String kind = members.text("state");
      JsonNode shape = states.get(kind).get(members.text("shape"));
      calls = calls.with(members.done(Shapes.state(kind, shape, facts)));
    }
    return calls;
  }

  /** An event about the call that its shape names. */
  CallEvent event(String kind, JsonNode shape) {
    Members members = new Members(shape);
    return members.done(event(kind, members));
  }

  private CallEvent event(String kind, Members members) {
    return switch (kind) {
      case "StartRequested" -> Shapes.start(members, facts(members), Occupancy.FREE);
      case "OfferReceived" -> Shapes.offer(members, facts(members), Occupancy.FREE);
      case "NewerOfferReceived" ->
          new MessageEvent.NewerOfferReceived(
              call(members.text("call")),
              Shapes.device(members),
              contact(members),
              identity(members),
              members.millis("heldMillis"),
              members.flag("seen"),
              Shapes.policy(members));
      case "MoveReceived" -> move(members, facts(members));
      default -> Shapes.event(kind, members, call(members.text("call")));
    };
  }

  /** What continues the call has an id of its own; all else is as the shape says. */
  private static MessageEvent.MoveReceived move(Members members, CallFacts facts) {
    PersonEvent.StartRequested start = Shapes.start(members, facts, Occupancy.FREE);
    return new MessageEvent.MoveReceived(
        facts.call(),
        Shapes.device(members),
        new PersonEvent.StartRequested(
            call("8 caller"),
            start.contact(),
            start.identity(),
            start.devices(),
            start.policy(),
            start.mode(),
            start.media(),
            start.rank(),
            start.ability(),
            start.occupancy(),
            Optional.of(facts.call().id())));
  }

  private CallFacts facts(Members members) {
    return new CallFacts(
        call(members.text("call")),
        contact(members),
        identity(members),
        members.name(CallMode.class, "mode"),
        members.name(MediaKind.class, "media"),
        NOW,
        rank(members.text("rank")),
        continues(members));
  }

  private static Optional<CallId> continues(Members members) {
    return members.has("continues")
        ? Optional.of(new CallId(Fixtures.bytes(16, members.get("continues").intValue())))
        : Optional.empty();
  }

  private Bytes rank(String name) {
    String hex = ranks.get(name).asText();
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return Bytes.copyOf(bytes);
  }

  private static UserAddress contact(Members members) {
    return UserAddress.parse(members.text("who") + "@mailbox.example");
  }

  private static Bytes identity(Members members) {
    return switch (members.text("identity")) {
      case "bob's" -> Fixtures.BOBS_IDENTITY;
      case "bob's former" -> Fixtures.OTHER_IDENTITY;
      case "carol's" -> Fixtures.bytes(33, 7);
      case "alice's" -> Fixtures.bytes(33, 8);
      default -> throw new AssertionError("no such identity");
    };
  }

  /** "2 callee": the id and the own role. */
  static CallRef call(String name) {
    List<String> parts = List.of(name.split(" ", 2));
    Role own =
        switch (parts.get(1)) {
          case "caller" -> Role.CALLER;
          case "callee" -> Role.CALLEE;
          default -> throw new AssertionError("no such role");
        };
    return new CallRef(new CallId(Fixtures.bytes(16, Integer.parseInt(parts.get(0)))), own);
  }

  private static String name(CallRef call) {
    return call.id().value().at(0) + (call.own() == Role.CALLER ? " caller" : " callee");
  }

  /** What became of the calls that changed: state, and while there is a call its mode and media. */
  static Map<String, String> changes(DeviceCalls before, DeviceCalls after) {
    Map<String, String> changes = new LinkedHashMap<>();
    after
        .calls()
        .forEach(
            (call, state) -> {
              if (!state.equals(before.state(call))) {
                changes.put(name(call), wording(state));
              }
            });
    for (CallRef call : before.calls().keySet()) {
      if (!after.calls().containsKey(call)) {
        changes.put(name(call), "Idle");
      }
    }
    return changes;
  }

  private static String wording(CallState state) {
    CallFacts facts = DeviceCalls.factsOf(state);
    return state instanceof Ended
        ? Wording.of(state)
        : Wording.of(state) + " " + facts.mode() + " " + facts.media();
  }

  static List<String> effects(DeviceTransition transition) {
    List<String> words = new ArrayList<>();
    transition
        .effects()
        .forEach(effect -> words.add(name(effect.call()) + ": " + Wording.of(effect)));
    return words;
  }

  /** What a table says, in the form of {@link #changes}. */
  static Map<String, String> changes(JsonNode written) {
    Map<String, String> changes = new LinkedHashMap<>();
    Transitions.names(written).forEach(call -> changes.put(call, written.get(call).asText()));
    return changes;
  }
}
