package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.MessageEvent;
import org.phantomnet.engine.state.Occupancy;
import org.phantomnet.engine.state.PersonEvent;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.MoveRefusal;

/**
 * Moves calls to other devices: asks for it, checks who is asked for, and tells what became of it.
 * The calls themselves are the machine's. Effect thread only.
 */
final class Moves {
  /** Longer than the other side can take to place the continuation and let it ring. */
  @Rule("CALL-87")
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EnginePorts ports;
  private final Executor effects;
  private final Keyring keyring;
  private final Paths paths;
  private final MessageSender sender;
  private final Reports reports;
  private final Abilities abilities;

  Moves(
      EnginePorts ports,
      Executor effects,
      Keyring keyring,
      Paths paths,
      MessageSender sender,
      Reports reports) {
    this.ports = ports;
    this.effects = effects;
    this.keyring = keyring;
    this.paths = paths;
    this.sender = sender;
    this.reports = reports;
    this.abilities = new Abilities(ports.media());
  }

  /** The person here takes the call to another device. */
  @Rule("CALL-80")
  void ask(LegId leg, int device) {
    Optional<LegKeys> keys = keyring.find(leg);
    if (keys.isEmpty() || keys.get().moves().own().isPresent()) {
      return;
    }
    LegMoves moves = keys.get().moves();
    Optional<DeviceAddress> to = ownDevice(device);
    if (to.isEmpty()) {
      show(leg, device, MoveView.State.NOT_ALLOWED);
    } else if (!keys.get().theirs().contains(Capability.MOVE)) {
      show(leg, device, MoveView.State.UNSUPPORTED);
    } else if (moves.theirs().isPresent()) {
      show(leg, device, MoveView.State.NOT_NOW);
    } else {
      int request = moves.ask(to.get());
      show(leg, device, MoveView.State.ASKED);
      ports.channel().tellComing(to.get(), keys.get().peer().device().user(), leg.call().id());
      sender.send(leg, new CallMessage.Move(leg.call().id(), to.get()), false);
      ports.timers().after(PATIENCE, () -> effects.execute(() -> expired(leg, request)));
    }
  }

  private Optional<DeviceAddress> ownDevice(int device) {
    return ports.channel().ownDevices().stream()
        .filter(own -> own.device() == device && !own.equals(ports.channel().self()))
        .findFirst();
  }

  private void expired(LegId leg, int request) {
    Optional<LegMoves> moves = keyring.find(leg).map(LegKeys::moves);
    if (moves.filter(known -> known.isOpen(request)).isPresent()) {
      decided(leg, moves.get(), MoveView.State.NO_REPLY);
    }
  }

  private void decided(LegId leg, LegMoves moves, MoveView.State state) {
    int device = moves.own().orElseThrow().device();
    moves.decided();
    show(leg, device, state);
  }

  private void show(LegId leg, int device, MoveView.State state) {
    reports.show(leg.call(), view -> view.move = Optional.of(new MoveView(device, state)));
  }

  /**
   * A message under the policy key.
   *
   * @return true for a MOVE
   */
  boolean takes(CallMessage message, LegId leg, LegKeys keys, Optional<ContactPolicy> policy) {
    if (!(message instanceof CallMessage.Move move)) {
      return false;
    }
    if (move.refusal().isPresent()) {
      if (keys.moves().own().equals(Optional.of(move.to()))) {
        decided(leg, keys.moves(), shown(move.refusal().get()));
      }
    } else if (!keys.moves().theirs().equals(Optional.of(move.to()))) {
      requested(move, leg, keys, policy);
    }
    return true;
  }

  private static MoveView.State shown(MoveRefusal refusal) {
    return switch (refusal) {
      case NOT_ALLOWED -> MoveView.State.NOT_ALLOWED;
      case NOT_NOW -> MoveView.State.NOT_NOW;
      case DECLINED -> MoveView.State.DECLINED;
      case BUSY -> MoveView.State.BUSY;
      case NO_ANSWER -> MoveView.State.NO_ANSWER;
      case FAILED -> MoveView.State.FAILED;
    };
  }

  /** Where both sides move at once the caller's request counts. */
  @Rule("CALL-88")
  private void requested(
      CallMessage.Move move, LegId leg, LegKeys keys, Optional<ContactPolicy> policy) {
    LegMoves moves = keys.moves();
    Optional<CallMode> mode = paths.known(leg).flatMap(LegPaths::mode);
    boolean asksFirst = moves.own().isPresent() && leg.call().outgoing();
    if (!isTheirs(keys, move.to())) {
      sender.refuse(leg, move, MoveRefusal.NOT_ALLOWED);
      return;
    }
    if (asksFirst || moves.theirs().isPresent() || mode.isEmpty() || !moves.take(move.to())) {
      sender.refuse(leg, move, MoveRefusal.NOT_NOW);
      return;
    }
    if (moves.own().isPresent()) {
      decided(leg, moves, MoveView.State.NOT_NOW);
    }
    reports.post(
        new MessageEvent.MoveReceived(
            leg.call(), leg.device(), continuation(leg, keys, move.to(), mode.get(), policy)));
  }

  /** Another device of the one who asks, as the chat knows it, under the identity of the call. */
  @Rule("CALL-89")
  private boolean isTheirs(LegKeys keys, DeviceAddress to) {
    SecureChannel.Peer wanted = new SecureChannel.Peer(to, keys.peer().identity());
    return to.user().equals(keys.peer().device().user())
        && to.device() != keys.peer().device().device()
        && ports.channel().peers(to.user()).contains(wanted);
  }

  private PersonEvent.StartRequested continuation(
      LegId leg, LegKeys keys, DeviceAddress to, CallMode mode, Optional<ContactPolicy> policy) {
    CallId id = new CallId(ports.random().bytes(CallId.LENGTH));
    MediaKind media = keys.media();
    return new PersonEvent.StartRequested(
        new CallRef(id, Role.CALLER),
        to.user(),
        keys.peer().identity(),
        List.of(to.device()),
        policy,
        mode,
        media,
        Rank.of(id, ports.channel().self()),
        abilities.of(mode, media),
        Occupancy.FREE,
        Optional.of(leg.call().id()));
  }

  /** The machine says that the call does not move where it was to. */
  void refuse(LegId leg, MoveRefusal refusal) {
    Optional<LegMoves> moves = keyring.find(leg).map(LegKeys::moves);
    Optional<DeviceAddress> to = moves.flatMap(LegMoves::theirs);
    if (to.isPresent()) {
      moves.get().refused();
      sender.refuse(leg, new CallMessage.Move(leg.call().id(), to.get()), refusal);
    }
  }
}
