package org.phantomnet.engine.loop;

import java.util.Optional;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Which changes of mode there are in a call, and what follows from one that both sides agreed on.
 * Effect thread only.
 */
final class ModeSwitches {
  private final EnginePorts ports;
  private final Paths paths;
  private final Abilities abilities;
  private final Reports reports;

  ModeSwitches(EnginePorts ports, Paths paths, Reports reports) {
    this.ports = ports;
    this.paths = paths;
    this.abilities = new Abilities(ports.media());
    this.reports = reports;
  }

  /** The mode of the connections that are made from now on; empty once the leg is closed. */
  Optional<CallMode> current(LegId leg) {
    return paths.known(leg).flatMap(LegPaths::mode);
  }

  @Rule("CALL-60")
  boolean mayAsk(LegId leg, LegKeys keys, CallMode to) {
    return isStricter(leg, to) && abilities.mayBecome(to, keys.media(), keys.theirs());
  }

  /** The other side's person wants it; nobody is asked here, for nobody loses by it. */
  @Rule({"CALL-21", "CALL-61"})
  boolean grants(LegId leg, LegKeys keys, RekeyMessage request) {
    return request.to().isPresent()
        && isStricter(leg, request.to().get())
        && request.from().equals(current(leg))
        && abilities.mayBecome(request.to().get(), keys.media(), keys.theirs());
  }

  private boolean isStricter(LegId leg, CallMode to) {
    return current(leg).filter(to::isStricterThan).isPresent();
  }

  void asked(LegId leg, CallMode to) {
    reports.show(leg.call(), view -> view.switching = Optional.of(to));
  }

  void declined(LegId leg) {
    current(leg).ifPresent(mode -> reports.show(leg.call(), view -> view.switchesTo(mode)));
  }

  /**
   * @param asked whether this side asked for it, and so makes the new connection
   */
  @Rule("CALL-62")
  void agreed(LegId leg, CallMode to, boolean asked) {
    paths.known(leg).ifPresent(all -> all.agreed(to));
    ports.media().prepare(to);
    reports.show(leg.call(), view -> view.switchesTo(to));
    reports.post(new PathEvent.ModeAgreed(leg.call(), leg.device(), asked));
  }
}
