package org.phantomnet.relay.turn;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.forward.ForwardMode;

/** A configuration of which a test sets what it is about. */
final class ConfigDraft {
  private final int minPort;
  private final int maxPort;
  private final SharedSecret secret;
  List<TurnConfig.Listener> listeners;
  List<TurnConfig.Relayed> relayed;
  String realm;
  TurnLimits limits;
  ForwardMode forward;
  List<IpPrefix> estate;
  int loops;
  Optional<TurnConfig.Front> front;

  private ConfigDraft(TurnConfig c) {
    minPort = c.minPort();
    maxPort = c.maxPort();
    secret = c.secret();
    listeners = c.listeners();
    relayed = c.relayed();
    realm = c.realm();
    limits = c.limits();
    forward = c.forward();
    estate = c.insecureTestEstatePeers();
    loops = c.loops();
    front = c.front();
  }

  static TurnConfig changed(TurnConfig from, Consumer<ConfigDraft> change) {
    ConfigDraft draft = new ConfigDraft(from);
    change.accept(draft);
    return new TurnConfig(
        draft.listeners,
        draft.relayed,
        draft.minPort,
        draft.maxPort,
        draft.realm,
        draft.secret,
        draft.limits,
        draft.forward,
        draft.estate,
        draft.loops,
        draft.front);
  }
}
