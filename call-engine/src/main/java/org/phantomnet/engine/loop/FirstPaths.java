package org.phantomnet.engine.loop;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;

/**
 * Opens the first connection of a leg, over one guard after another until a relay has a place for
 * it. The machine is told of none but the last. Effect thread only.
 */
final class FirstPaths {
  /** What it is opened with, and which relays were no use; one for each leg. */
  static final class Start {
    private final CallFacts facts;
    private final Optional<CallMessage.Offer> offer;
    private final Set<Bytes> tried = new HashSet<>();

    private Start(CallFacts facts, Optional<CallMessage.Offer> offer) {
      this.facts = facts;
      this.offer = offer;
    }
  }

  private final EnginePorts ports;
  private final Keyring keyring;
  private final Reports reports;
  private final Paths paths;
  private final GuardChoice guards;
  private final PathOpener opener;

  FirstPaths(
      EnginePorts ports,
      Keyring keyring,
      Reports reports,
      Paths paths,
      GuardChoice guards,
      PathOpener opener) {
    this.ports = ports;
    this.keyring = keyring;
    this.reports = reports;
    this.paths = paths;
    this.guards = guards;
    this.opener = opener;
  }

  void open(LegId leg, CallFacts facts) {
    boolean caller = leg.call().outgoing();
    Optional<LegKeys> keys = caller ? callerKeys(leg, facts) : keyring.find(leg);
    if (keys.isEmpty()) {
      failed(leg, EndReason.MESSAGE_NOT_SENT);
      return;
    }
    Start start = new Start(facts, caller ? Optional.empty() : keys.get().offer());
    GuardChoice.Choice choice = choose(start);
    if (choice.refusal().isPresent()) {
      failed(leg, choice.refusal().get());
      return;
    }
    paths.leg(leg).start(start);
    start.offer.flatMap(CallMessage.Offer::relay).ifPresent(named -> paths.theirs(leg, named));
    open(leg, start, choice);
  }

  /**
   * The relay of that path is of no use to it.
   *
   * @return false if the path is another than the first of its leg, or can be named already, or no
   *     guard is left; else it is closed, and one over the next guard is on its way
   */
  @Rule("CALL-57")
  boolean elsewhere(Path path) {
    Optional<LegPaths> leg = paths.known(path.leg());
    Optional<Start> start = leg.flatMap(LegPaths::start);
    if (path.closed() || path.named() || !path.isFirst() || start.isEmpty()) {
      return false;
    }
    paths.silent(path);
    GuardChoice.Choice choice = choose(start.get());
    if (choice.refusal().isPresent()) {
      return false;
    }
    leg.get().unuse();
    paths.close(path);
    open(path.leg(), start.get(), choice);
    return true;
  }

  private GuardChoice.Choice choose(Start start) {
    return start.offer.isEmpty()
        ? guards.forCaller(start.tried)
        : guards.forCallee(start.facts.mode(), start.offer.get().relay(), start.tried);
  }

  private void open(LegId leg, Start start, GuardChoice.Choice choice) {
    start.tried.add(choice.relay().orElseThrow().relayId());
    opener.open(
        leg,
        start.offer.isEmpty() ? PathKind.FIRST : PathKind.FIRST_ANSWERING,
        start.facts.mode(),
        start.facts.media(),
        choice,
        paths.receipt(leg.call(), start.facts.mode()),
        start.offer.map(made -> new PathOpener.Named(made.relay(), made.parameters())),
        paths.continued(start.facts),
        path -> paths.leg(leg).use(path));
    paths.find(leg).ifPresent(path -> paths.likeOthers(leg.call(), path));
  }

  /** The contact's device must still be the one that the call is bound to. */
  private Optional<LegKeys> callerKeys(LegId leg, CallFacts facts) {
    for (SecureChannel.Peer peer : ports.channel().peers(facts.contact())) {
      if (peer.device().device() != leg.device()) {
        continue;
      }
      if (!peer.identity().equals(facts.identity())) {
        reports.post(new CheckEvent.IdentityChanged(leg.call()));
        return Optional.empty();
      }
      Party self = new Party(ports.channel().self(), ports.channel().selfIdentity());
      CallBinding binding =
          new CallBinding(leg.call().id(), self, new Party(peer.device(), peer.identity()));
      LegKeys keys = LegKeys.caller(binding, CallerShares.generate(ports.random()));
      keyring.put(leg, keys);
      return Optional.of(keys);
    }
    return Optional.empty();
  }

  private void failed(LegId leg, EndReason reason) {
    reports.post(new PathEvent.PathFailed(leg.call(), leg.device(), reason));
  }
}
