package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.PathEffect;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** The paths made beside the ones in use (CALL-51 to CALL-56). Effect thread only. */
final class NextPaths {
  /** How long the connection before is kept, for what is on its way over it. */
  private static final Duration OLD_LINGER = Duration.ofSeconds(1);

  private final EnginePorts ports;
  private final Executor effects;
  private final Reports reports;
  private final Paths paths;
  private final Keyring keyring;
  private final GuardChoice guards;
  private final PathOpener opener;

  NextPaths(
      EnginePorts ports,
      Executor effects,
      Reports reports,
      Paths paths,
      Keyring keyring,
      GuardChoice guards,
      PathOpener opener) {
    this.ports = ports;
    this.effects = effects;
    this.reports = reports;
    this.paths = paths;
    this.keyring = keyring;
    this.guards = guards;
    this.opener = opener;
  }

  /** False if the effect is none of these. */
  boolean run(PathEffect effect, Optional<CallFacts> facts) {
    if (effect instanceof PathEffect.OpenNext open) {
      open(new LegId(open.call(), open.device()), facts.orElseThrow(), false);
    } else if (effect instanceof PathEffect.AnswerNext answer) {
      open(new LegId(answer.call(), answer.device()), facts.orElseThrow(), true);
    } else if (effect instanceof PathEffect.ConnectNext connect) {
      paths.next(new LegId(connect.call(), connect.device())).ifPresent(Path::connect);
    } else if (effect instanceof PathEffect.UseNext use) {
      use(new LegId(use.call(), use.device()));
    } else if (effect instanceof PathEffect.DropNext drop) {
      paths
          .known(new LegId(drop.call(), drop.device()))
          .flatMap(LegPaths::takeNext)
          .ifPresent(paths::close);
    } else {
      return false;
    }
    return true;
  }

  private void open(LegId leg, CallFacts facts, boolean answering) {
    Optional<LegPaths> known = paths.known(leg);
    if (known.isEmpty()) {
      return;
    }
    LegPaths all = known.get();
    Optional<LegPaths.Request> request = answering ? all.takeRequest() : Optional.empty();
    if (all.used().isEmpty() || answering && request.isEmpty()) {
      failed(leg);
      return;
    }
    Path used = all.used().get();
    CallMode mode = all.mode().orElseThrow();
    GuardChoice.Choice choice =
        guards.forNext(
            mode,
            used.relay(),
            all.theirFamilies(),
            new OperatorOrder(leg.call()),
            answering ? used.crossed() : Set.of());
    if (choice.refusal().isPresent()) {
      failed(leg);
      return;
    }
    CallReceipt receipt = paths.receipt(leg.call(), facts.mode());
    receipt.goesOnIn(mode, new Abilities(ports.media()).keying(mode));
    if (facts.mode().isStricterThan(mode)) {
      LocalEffects.keep(ports.records(), facts, mode);
    }
    opener.open(
        leg,
        answering ? PathKind.NEXT_ANSWERING : PathKind.NEXT,
        mode,
        media(leg, request.map(LegPaths.Request::update)),
        choice,
        receipt,
        request
            .map(LegPaths.Request::update)
            .map(asked -> new PathOpener.Named(asked.relay(), asked.parameters())),
        used.session(),
        path -> {
          path.trusted();
          request.ifPresent(asked -> path.candidates().requested(asked.name()));
          all.next(path);
        });
    all.next().ifPresent(path -> paths.likeOthers(leg.call(), path));
  }

  /** Both sides' connections carry what both agreed on; an answer no more than was asked with. */
  @Rule("CALL-76")
  private MediaKind media(LegId leg, Optional<CallMessage.Update> request) {
    boolean sound =
        request
            .filter(
                asked ->
                    asked.parameters().codecs().stream()
                        .noneMatch(ports.media().videoCodecs()::contains))
            .isPresent();
    return sound ? MediaKind.AUDIO : keyring.get(leg).media();
  }

  private void failed(LegId leg) {
    reports.post(new PathEvent.NextFailed(leg.call(), leg.device()));
  }

  @Rule("CALL-55")
  private void use(LegId leg) {
    Optional<Path> next = paths.next(leg);
    if (next.isEmpty()) {
      return;
    }
    LegPaths all = paths.known(leg).orElseThrow();
    Optional<Path> before = all.used();
    all.use(next.get());
    next.get().use();
    reports.show(leg.call(), view -> view.connections++);
    before.ifPresent(
        old -> ports.timers().after(OLD_LINGER, () -> effects.execute(() -> closeOld(all, old))));
  }

  private void closeOld(LegPaths all, Path old) {
    if (all.takeOld(old)) {
      paths.close(old);
    }
  }
}
