package org.phantomnet.engine.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.path.RateWatch;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.PathEffect;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Opens and closes the connections of all calls, and wipes their keys with them. Effect thread
 * only.
 */
final class Paths {
  private final EnginePorts ports;
  private final Executor effects;
  private final Keyring keyring;
  private final Reports reports;
  private final GuardChoice guards;
  private final Map<LegId, Path> open = new HashMap<>();
  private final List<Path> closing = new ArrayList<>();
  private final Map<CallRef, CallReceipt> receipts = new HashMap<>();
  private final Set<CallRef> held = new HashSet<>();

  Paths(EnginePorts ports, Executor effects, Keyring keyring, Reports reports) {
    this.ports = ports;
    this.effects = effects;
    this.keyring = keyring;
    this.reports = reports;
    this.guards = new GuardChoice(ports.relays(), ports.grants());
  }

  /**
   * @throws IllegalStateException if there is none: an effect was ordered without its path
   */
  Path get(LegId leg) {
    return find(leg).orElseThrow(() -> new IllegalStateException("no path"));
  }

  /** The leg's open connection. */
  Optional<Path> find(LegId leg) {
    return Optional.ofNullable(open.get(leg));
  }

  void run(PathEffect effect, Optional<CallFacts> facts) {
    if (effect instanceof PathEffect.OpenPath opening) {
      open(new LegId(opening.call(), opening.device()), facts.orElseThrow());
    } else if (effect instanceof PathEffect.ConnectPath connect) {
      find(new LegId(connect.call(), connect.device())).ifPresent(Path::connect);
    } else if (effect instanceof PathEffect.AddCandidates add) {
      find(new LegId(add.call(), add.device())).ifPresent(Path::addCandidates);
    } else if (effect instanceof PathEffect.GateKeysConfirmed confirmed) {
      find(new LegId(confirmed.call(), confirmed.device())).ifPresent(Path::keysConfirmed);
    } else if (effect instanceof PathEffect.GateTransportConnected connected) {
      find(new LegId(connected.call(), connected.device())).ifPresent(Path::transportConnected);
    } else if (effect instanceof PathEffect.GateAccepted accepted) {
      find(new LegId(accepted.call(), accepted.device())).ifPresent(Path::accepted);
    } else if (effect instanceof PathEffect.Mute mute) {
      find(new LegId(mute.call(), mute.device())).ifPresent(path -> path.mute(mute.muted()));
    } else if (effect instanceof PathEffect.CloseLeg close) {
      LegId leg = new LegId(close.call(), close.device());
      close(leg);
      keyring.destroy(leg);
    } else if (effect instanceof PathEffect.CloseSession close) {
      closeAll(close.call());
    } else if (effect instanceof PathEffect.DestroyKeys destroy) {
      keyring.destroy(destroy.call());
      ports.trace().trace(Trace.of(TraceCode.KEYS_DESTROYED));
      reports.show(destroy.call(), view -> view.keysDestroyed = true);
    } else {
      throw new IllegalStateException("unknown effect");
    }
  }

  private void open(LegId leg, CallFacts facts) {
    Optional<LegKeys> keys = leg.call().outgoing() ? callerKeys(leg, facts) : keyring.find(leg);
    if (keys.isEmpty()) {
      failed(leg, EndReason.MESSAGE_NOT_SENT);
      return;
    }
    Optional<CallMessage.Offer> offer = keys.get().offer();
    GuardChoice.Choice choice =
        leg.call().outgoing()
            ? guards.forCaller()
            : guards.forCallee(facts.mode(), offer.orElseThrow().relay());
    if (choice.refusal().isPresent()) {
      failed(leg, choice.refusal().get());
      return;
    }
    open(leg, facts, keys.get(), choice.relay().orElseThrow(), choice.grant().orElseThrow());
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

  private void open(LegId leg, CallFacts facts, LegKeys keys, ListedRelay relay, RelayGrant grant) {
    DtlsIdentity dtls = DtlsIdentity.generate(ports.random(), ports.clock());
    keys.identify(dtls);
    boolean apart = ModePolicy.of(facts.mode()).candidatesTravelApart();
    Optional<MediaEndpoint.StunServer> stun = apart ? stunServer(relay) : Optional.empty();
    if (apart && stun.isEmpty()) {
      failed(leg, EndReason.RELAY_UNREACHABLE);
      return;
    }
    MediaGate gate = new MediaGate();
    CallReceipt receipt = receipt(leg.call(), facts.mode());
    Path path =
        new Path(
            leg, facts.mode(), ports, reports, gate, relay, receipt.builder(), dtls.fingerprint());
    boolean caller = leg.call().outgoing();
    if (!caller) {
      CallMessage.Offer offer = keys.offer().orElseThrow();
      if (!path.admitRemote(offer.relay(), offer.parameters())) {
        failed(leg, EndReason.SECURITY_FAILURE);
        return;
      }
    }
    try {
      GuardedTunnel tunnel =
          GuardedTunnel.open(
              ports.tunnels(),
              relay,
              grant,
              facts.mode(),
              gate,
              ports.random(),
              RateWatch.of(facts.mode(), ports.timers()::nanos),
              new TunnelReports(path, effects, ports.timers()));
      path.started(tunnel);
      receipt.add(tunnel);
      open.put(leg, path);
      MediaEndpoint endpoint =
          new MediaEndpoint(
              facts.mode(),
              facts.media(),
              dtls,
              tunnel,
              grant,
              stun,
              path.remote(),
              Optional.empty());
      path.started(ports.media().open(endpoint, new SessionReports(path, this, effects)));
      path.hold(held.contains(leg.call()));
    } catch (IOException unreachable) {
      failed(leg, EndReason.RELAY_UNREACHABLE);
    }
  }

  /** Where the engine of a Fast call asks for its reflexive address (CALL-39). */
  private static Optional<MediaEndpoint.StunServer> stunServer(ListedRelay relay) {
    return relay.descriptor().listeners().stream()
        .filter(listener -> listener.kind() == RelayDescriptor.ListenerKind.UDP)
        .map(udp -> new MediaEndpoint.StunServer(udp.address(), udp.port()))
        .findFirst();
  }

  /** All connections of the call, those to come too. */
  void hold(CallRef call, boolean hold) {
    if (hold) {
      held.add(call);
    } else {
      held.remove(call);
    }
    open.values().stream()
        .filter(path -> path.leg().call().equals(call))
        .forEach(path -> path.hold(hold));
  }

  private CallReceipt receipt(CallRef call, CallMode mode) {
    return receipts.computeIfAbsent(call, created -> new CallReceipt(mode, ports.media().keying()));
  }

  private void failed(LegId leg, EndReason reason) {
    reports.post(new PathEvent.PathFailed(leg.call(), leg.device(), reason));
  }

  private void close(LegId leg) {
    Path path = open.remove(leg);
    if (path != null) {
      path.close();
      if (!path.released()) {
        closing.add(path);
      }
    }
  }

  private void closeAll(CallRef call) {
    List<LegId> legs = new ArrayList<>();
    for (LegId leg : open.keySet()) {
      if (leg.call().equals(call)) {
        legs.add(leg);
      }
    }
    legs.forEach(this::close);
    showIfReleased(call);
  }

  /** The engine of that path is gone: its process, its devices. */
  void released(Path path) {
    path.engineReleased();
    closing.remove(path);
    if (!open.containsKey(path.leg())) {
      showIfReleased(path.leg().call());
    }
  }

  private void showIfReleased(CallRef call) {
    boolean running =
        closing.stream().anyMatch(path -> path.leg().call().equals(call))
            || open.keySet().stream().anyMatch(leg -> leg.call().equals(call));
    if (!running) {
      ports.trace().trace(Trace.of(TraceCode.ENGINE_RELEASED));
      reports.show(call, view -> view.engineReleased = true);
    }
  }

  /** The call's final receipt; forgets it. */
  PrivacyReceipt takeReceipt(CallRef call, CallMode mode) {
    held.remove(call);
    CallReceipt receipt = receipts.remove(call);
    return receipt == null ? PrivacyReceipt.empty(mode) : receipt.build();
  }
}
