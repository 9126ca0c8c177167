package org.phantomnet.engine.state;

import static org.phantomnet.engine.state.Fixtures.BOB;
import static org.phantomnet.engine.state.Fixtures.BOBS_IDENTITY;
import static org.phantomnet.engine.state.Fixtures.MIDDLE;
import static org.phantomnet.engine.state.Fixtures.NOW;
import static org.phantomnet.engine.state.Fixtures.PLACED;
import static org.phantomnet.engine.state.Fixtures.TAKEN;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * Makes the machine's own values from the shapes that the table describes. Reads every member of a
 * shape and refuses one that it does not know, so the table says nothing that is not run.
 */
final class Shapes {
  private Shapes() {}

  /** A state of the named kind. */
  static CallState state(String kind, JsonNode shape) {
    Members members = new Members(shape);
    CallRef call = call(members.text("call"));
    CallMode mode = members.has("mode") ? members.name(CallMode.class, "mode") : CallMode.PRIVATE;
    CallFacts facts = Fixtures.facts(call, mode, MIDDLE);
    boolean continues = members.has("continues") && members.flag("continues");
    return members.done(state(kind, members, continues ? continuing(facts) : facts));
  }

  private static CallFacts continuing(CallFacts facts) {
    return new CallFacts(
        facts.call(),
        facts.contact(),
        facts.identity(),
        facts.mode(),
        facts.media(),
        facts.startedAt(),
        facts.rank(),
        Optional.of(new CallId(Fixtures.bytes(16, 9))));
  }

  /** The same with facts of its own in place of the shape's. */
  static CallState state(String kind, JsonNode shape, CallFacts facts) {
    Members members = new Members(shape);
    members.get("call");
    if (members.has("mode")) {
      members.get("mode");
    }
    if (members.has("continues")) {
      members.get("continues");
    }
    return members.done(state(kind, members, facts));
  }

  private static CallRef call(String name) {
    return switch (name) {
      case "placed" -> PLACED;
      case "taken" -> TAKEN;
      default -> throw new AssertionError("no such call: " + name);
    };
  }

  private static CallState state(String kind, Members members, CallFacts facts) {
    return switch (kind) {
      case "Idle" -> new Idle(facts.call());
      case "Dialing" -> new Dialing(facts, legs(members), members.flag("limited"));
      case "RemoteRinging" -> new RemoteRinging(facts, legs(members));
      case "Incoming" ->
          new Incoming(
              facts,
              1,
              members.name(Incoming.Step.class, "step"),
              members.required(),
              members.flag("dialled"));
      case "Ringing" ->
          new Ringing(facts, 1, members.name(Ringing.Path.class, "path"), members.flag("mayReply"));
      case "Connecting" -> new Connecting(facts, 1, members.flag("muted"), members.flag("opening"));
      case "Connected" -> new Connected(facts, 1, NOW, members.flag("muted"), renewal(members));
      case "Reconnecting" ->
          new Reconnecting(
              facts,
              1,
              NOW,
              members.flag("muted"),
              members.name(Loss.class, "loss"),
              renewal(members));
      case "Ended" ->
          new Ended(
              facts,
              members.name(EndReason.class, "reason"),
              members.required(),
              Duration.ZERO,
              NOW);
      default -> throw new AssertionError("no such state: " + kind);
    };
  }

  private static Renewal renewal(Members members) {
    Members renewal = new Members(members.get("renewal"));
    return renewal.done(
        new Renewal(
            renewal.name(Renewal.Step.class, "step"),
            renewal.flag("wanted"),
            renewal.get("failures").intValue()));
  }

  private static Legs legs(Members members) {
    Legs legs = Legs.opening(List.of());
    for (JsonNode node : members.get("legs")) {
      Members leg = new Members(node);
      legs =
          legs.with(
              leg.done(
                  new Leg(
                      leg.get("device").intValue(),
                      leg.name(Leg.Stage.class, "stage"),
                      leg.flag("connecting"),
                      leg.flag("challenged"))));
    }
    return legs;
  }

  /** An event of the named kind about that call; a start or an offer is about its own. */
  static CallEvent event(String kind, JsonNode shape, CallRef call) {
    Members members = new Members(shape);
    return members.done(event(kind, members, call));
  }

  static CallEvent event(String kind, Members members, CallRef call) {
    return switch (kind) {
      case "StartRequested" -> start(members, facts(members, PLACED), occupancy(members));
      case "OfferReceived" -> offer(members, facts(members, TAKEN), occupancy(members));
      case "NewerOfferReceived" ->
          new MessageEvent.NewerOfferReceived(
              TAKEN,
              device(members),
              BOB,
              BOBS_IDENTITY,
              members.millis("heldMillis"),
              members.flag("seen"),
              policy(members));
      case "StrayReceived" ->
          new MessageEvent.StrayReceived(call, device(members), BOB, policy(members));
      case "AnswerPressed" -> new PersonEvent.AnswerPressed(call);
      case "DeclinePressed" -> new PersonEvent.DeclinePressed(call);
      case "HangupPressed" -> new PersonEvent.HangupPressed(call);
      case "MutePressed" -> new PersonEvent.MutePressed(call, members.flag("muted"));
      case "ReplyPermitDecided" -> new CheckEvent.ReplyPermitDecided(call, members.flag("granted"));
      case "IdentityChanged" -> new CheckEvent.IdentityChanged(call);
      case "Continued" -> new CheckEvent.Continued(call);
      case "NotContinued" ->
          new CheckEvent.NotContinued(call, members.name(EndReason.class, "reason"));
      case "GlareLost" -> new CheckEvent.GlareLost(call);
      case "ConnectTimeout" -> new TimerEvent.ConnectTimeout(call);
      case "ForgetDue" -> new TimerEvent.ForgetDue(call);
      case "NonceTimeout" -> new TimerEvent.NonceTimeout(call);
      case "PreConnectDue" -> new TimerEvent.PreConnectDue(call);
      case "ReconnectTimeout" -> new TimerEvent.ReconnectTimeout(call);
      case "RenewDue" -> new TimerEvent.RenewDue(call);
      case "RingTimeout" -> new TimerEvent.RingTimeout(call);
      default -> ofDevice(kind, members, call, device(members));
    };
  }

  private static CallEvent ofDevice(String kind, Members members, CallRef call, int device) {
    return switch (kind) {
      case "AcceptReceived" -> new MessageEvent.AcceptReceived(call, device);
      case "AnswerReceived" -> new MessageEvent.AnswerReceived(call, device);
      case "CandidatesReceived" -> new MessageEvent.CandidatesReceived(call, device);
      case "ConfirmReceived" -> new MessageEvent.ConfirmReceived(call, device);
      case "DeclineReceived" ->
          new MessageEvent.DeclineReceived(
              call, device, members.name(DeclineReason.class, "reason"), members.required());
      case "HangupReceived" ->
          new MessageEvent.HangupReceived(call, device, members.name(HangupReason.class, "reason"));
      case "MediaAckReceived" ->
          new MessageEvent.MediaAckReceived(call, device, members.flag("approved"));
      case "MediaRequestReceived" -> new MessageEvent.MediaRequestReceived(call, device, 0);
      case "ModeSwitchAckReceived" ->
          new MessageEvent.ModeSwitchAckReceived(call, device, members.flag("approved"));
      case "ModeSwitchRequestReceived" ->
          new MessageEvent.ModeSwitchRequestReceived(
              call, device, 1, members.name(CallMode.class, "to"), Bytes.EMPTY);
      case "MoveReceived" -> new MessageEvent.MoveReceived(call, device, Fixtures.continuation());
      case "NonceChallengeReceived" ->
          new MessageEvent.NonceChallengeReceived(call, device, Bytes.EMPTY);
      case "NonceResponseReceived" -> new MessageEvent.NonceResponseReceived(call, device);
      case "RekeyReceived" -> new MessageEvent.RekeyReceived(call, device);
      case "RingReceived" -> new MessageEvent.RingReceived(call, device);
      case "SelectedReceived" -> new MessageEvent.SelectedReceived(call, device);
      case "UpdateReceived" -> new MessageEvent.UpdateReceived(call, device, members.flag("reply"));
      case "EngineFailed" ->
          new PathEvent.EngineFailed(call, device, members.name(FailureReason.class, "reason"));
      case "CandidatesFound" -> new PathEvent.CandidatesFound(call, device);
      case "GateOpened" -> new PathEvent.GateOpened(call, device);
      case "PeerHeard" -> new PathEvent.PeerHeard(call, device);
      case "PathFailed" ->
          new PathEvent.PathFailed(call, device, members.name(EndReason.class, "reason"));
      case "PathReady" -> new PathEvent.PathReady(call, device);
      case "NextAgreed" -> new PathEvent.NextAgreed(call, device, members.flag("asked"));
      case "NetworkChanged" -> new PathEvent.NetworkChanged(call, device);
      case "NextConnected" -> new PathEvent.NextConnected(call, device);
      case "NextFailed" -> new PathEvent.NextFailed(call, device);
      case "NextReady" -> new PathEvent.NextReady(call, device);
      case "RelayHeard" -> new PathEvent.RelayHeard(call, device);
      case "RelayRebound" -> new PathEvent.RelayRebound(call, device);
      case "RelaySilent" -> new PathEvent.RelaySilent(call, device);
      case "RelayLost" -> new PathEvent.RelayLost(call, device);
      case "TransportConnected" -> new PathEvent.TransportConnected(call, device);
      case "TransportInterrupted" -> new PathEvent.TransportInterrupted(call, device);
      case "EffectFailed" ->
          new CheckEvent.EffectFailed(
              call, device, members.name(CheckEvent.Failure.class, "reason"));
      case "SecurityFailed" -> new CheckEvent.SecurityFailed(call, device);
      default -> throw new AssertionError("no such event: " + kind);
    };
  }

  static int device(Members members) {
    return members.get("device").intValue();
  }

  private static Ability ability(Members members) {
    return new Ability(members.flag("supported"), members.flag("postQuantum"));
  }

  static Optional<ContactPolicy> policy(Members members) {
    if (!members.has("contact")) {
      return Optional.empty();
    }
    Members contact = new Members(members.get("contact"));
    return Optional.of(
        contact.done(
            Fixtures.policy(
                contact.name(CallMode.class, "floor"),
                contact.flag("requirePq"),
                contact.flag("blocked"),
                contact.flag("mayReply"),
                contact.flag("acknowledged"))));
  }

  private static CallFacts facts(Members members, CallRef call) {
    CallFacts facts =
        new CallFacts(
            call,
            BOB,
            BOBS_IDENTITY,
            members.name(CallMode.class, "mode"),
            members.name(MediaKind.class, "media"),
            NOW,
            MIDDLE);
    return members.has("continues") && members.flag("continues") ? continuing(facts) : facts;
  }

  private static Occupancy occupancy(Members members) {
    return members.name(Occupancy.class, "occupancy");
  }

  /** A start with these facts, and the rest as the shape says. */
  static PersonEvent.StartRequested start(Members members, CallFacts facts, Occupancy occupancy) {
    List<Integer> devices = new ArrayList<>();
    members.get("devices").forEach(device -> devices.add(device.intValue()));
    return new PersonEvent.StartRequested(
        facts.call(),
        facts.contact(),
        facts.identity(),
        devices,
        policy(members),
        facts.mode(),
        facts.media(),
        facts.rank(),
        ability(members),
        occupancy);
  }

  /** An offer with these facts, and the rest as the shape says. */
  static MessageEvent.OfferReceived offer(Members members, CallFacts facts, Occupancy occupancy) {
    return new MessageEvent.OfferReceived(
        facts.call(),
        device(members),
        facts.contact(),
        facts.identity(),
        facts.mode(),
        facts.media(),
        NOW.minus(members.millis("ageMillis")),
        members.millis("heldMillis"),
        members.flag("seen"),
        policy(members),
        facts.rank(),
        ability(members),
        occupancy,
        facts.continues());
  }
}
