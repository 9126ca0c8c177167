package org.phantomnet.engine.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.PathEffect;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.RelayCandidate;

/**
 * Opens and closes the connections of all calls, and wipes their keys with them. Effect thread
 * only.
 */
final class Paths {
  private final EnginePorts ports;
  private final Executor effects;
  private final Keyring keyring;
  private final Reports reports;
  private final InBand inBand;
  private final SilentRelays silent;
  private final FirstPaths firstPaths;
  private final NextPaths nextPaths;
  private final Map<LegId, LegPaths> legs = new HashMap<>();
  private final List<Path> closing = new ArrayList<>();
  private final Map<CallRef, CallReceipt> receipts = new HashMap<>();
  private final Switches switches;

  Paths(
      EnginePorts ports,
      Executor effects,
      Keyring keyring,
      InBand inBand,
      Switches switches,
      Reports reports) {
    this.switches = switches;
    this.ports = ports;
    this.effects = effects;
    this.keyring = keyring;
    this.inBand = inBand;
    this.reports = reports;
    this.silent = new SilentRelays(ports.clock());
    GuardChoice guards = new GuardChoice(ports.relays(), ports.grants(), silent);
    PathOpener opener = new PathOpener(ports, effects, reports, this, keyring);
    this.firstPaths = new FirstPaths(ports, keyring, reports, this, guards, opener);
    this.nextPaths = new NextPaths(ports, effects, reports, this, keyring, guards, opener);
  }

  /**
   * @throws IllegalStateException if there is none: an effect was ordered without its path
   */
  Path get(LegId leg) {
    return find(leg).orElseThrow(() -> new IllegalStateException("no path"));
  }

  /** The leg's connection in use. */
  Optional<Path> find(LegId leg) {
    return known(leg).flatMap(LegPaths::used);
  }

  /** The one beside it. */
  Optional<Path> next(LegId leg) {
    return known(leg).flatMap(LegPaths::next);
  }

  /** The one that candidates are about (CALL-51). */
  Optional<Path> newest(LegId leg) {
    return known(leg).flatMap(LegPaths::newest);
  }

  /** Empty once the leg is closed. */
  Optional<LegPaths> known(LegId leg) {
    return Optional.ofNullable(legs.get(leg));
  }

  /** Makes it where there is none. */
  LegPaths leg(LegId leg) {
    return legs.computeIfAbsent(leg, opened -> new LegPaths());
  }

  void run(PathEffect effect, Optional<CallFacts> facts) {
    if (effect instanceof PathEffect.OpenPath opening) {
      firstPaths.open(new LegId(opening.call(), opening.device()), facts.orElseThrow());
    } else if (effect instanceof PathEffect.ConnectPath connect) {
      find(new LegId(connect.call(), connect.device())).ifPresent(Path::connect);
    } else if (effect instanceof PathEffect.AddCandidates add) {
      newest(new LegId(add.call(), add.device())).ifPresent(Path::addCandidates);
    } else if (effect instanceof PathEffect.GateKeysConfirmed confirmed) {
      find(new LegId(confirmed.call(), confirmed.device())).ifPresent(Path::keysConfirmed);
    } else if (effect instanceof PathEffect.GateTransportConnected connected) {
      find(new LegId(connected.call(), connected.device())).ifPresent(Path::transportConnected);
    } else if (effect instanceof PathEffect.GateAccepted accepted) {
      find(new LegId(accepted.call(), accepted.device())).ifPresent(Path::accepted);
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
    } else if (!nextPaths.run(effect, facts)) {
      throw new IllegalStateException("unknown effect");
    }
  }

  /** The peer said this over that connection itself. */
  void said(Path path, Bytes message) {
    if (!path.closed()) {
      inBand.said(path.leg(), message);
    }
  }

  /** The peer stands on that relay. */
  void theirs(LegId leg, RelayCandidate named) {
    ports.relays().find(named.relayId()).ifPresent(leg(leg)::theirs);
  }

  /** A new connection of a call that may be muted, held or not shown. */
  void likeOthers(CallRef call, Path path) {
    path.session().ifPresent(session -> switches.opened(call, session));
    path.beforeOpening(() -> switches.opens(call));
  }

  /** The session that microphone and loudspeaker are at, of a call that this one continues. */
  Optional<MediaSession> continued(CallFacts facts) {
    if (!facts.isContinuation()) {
      return Optional.empty();
    }
    return legs.entrySet().stream()
        .filter(leg -> facts.continues().equals(Optional.of(leg.getKey().call().id())))
        .flatMap(leg -> leg.getValue().used().stream())
        .flatMap(path -> path.session().stream())
        .findFirst();
  }

  private List<Path> all(CallRef call) {
    List<Path> all = new ArrayList<>();
    legs.forEach(
        (leg, paths) -> {
          if (leg.call().equals(call)) {
            all.addAll(paths.all());
          }
        });
    return all;
  }

  /** The relay of that path says nothing: it is not the first choice for a while. */
  void silent(Path path) {
    silent.add(path.relay());
  }

  /** As {@link FirstPaths#elsewhere}. */
  boolean elsewhere(Path path) {
    return firstPaths.elsewhere(path);
  }

  /** The device stands elsewhere: what was silent there may be heard here. */
  void networkChanged() {
    silent.clear();
  }

  CallReceipt receipt(CallRef call, CallMode mode) {
    return receipts.computeIfAbsent(
        call, created -> new CallReceipt(mode, new Abilities(ports.media()).keying(mode)));
  }

  private void close(LegId leg) {
    LegPaths closed = legs.remove(leg);
    if (closed != null) {
      closed.takeAll().forEach(this::close);
    }
  }

  void close(Path path) {
    path.close();
    path.session().ifPresent(session -> switches.closed(path.leg().call(), session));
    if (!path.released()) {
      closing.add(path);
    }
  }

  private void closeAll(CallRef call) {
    List<LegId> ofCall = new ArrayList<>();
    for (LegId leg : legs.keySet()) {
      if (leg.call().equals(call)) {
        ofCall.add(leg);
      }
    }
    ofCall.forEach(this::close);
    showIfReleased(call);
  }

  /** The engine of that path is gone: its process, its devices. */
  void released(Path path) {
    path.engineReleased();
    closing.remove(path);
    if (find(path.leg()).isEmpty()) {
      showIfReleased(path.leg().call());
    }
  }

  private void showIfReleased(CallRef call) {
    boolean running =
        closing.stream().anyMatch(path -> path.leg().call().equals(call)) || !all(call).isEmpty();
    if (!running) {
      ports.trace().trace(Trace.of(TraceCode.ENGINE_RELEASED));
      reports.show(call, view -> view.engineReleased = true);
    }
  }

  /** The call's final receipt; forgets it. */
  PrivacyReceipt takeReceipt(CallRef call, CallMode mode) {
    switches.over(call);
    CallReceipt receipt = receipts.remove(call);
    return receipt == null ? PrivacyReceipt.empty(mode) : receipt.build();
  }
}
