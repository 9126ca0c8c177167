package org.phantomnet.engine.loop;

import java.util.Optional;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.handshake.DtlsProof;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.SealedCall;

/**
 * Checks what a peer says of its new connection, as of an ANSWER. What is not good is dropped: the
 * call goes on over the connection it has. Effect thread only.
 */
final class UpdateReceiver {
  private final RelayDiscovery relays;
  private final Paths paths;

  UpdateReceiver(RelayDiscovery relays, Paths paths) {
    this.relays = relays;
    this.paths = paths;
  }

  /**
   * Keeps what it says with the leg's connections.
   *
   * @throws ProtocolException if it is not good in every part, too old, or one too many
   */
  @Rule("CALL-51")
  void receive(
      SealedCall sealed, CallMessage.Update update, LegId leg, LegKeys keys, boolean underPolicy)
      throws ProtocolException {
    if (!underPolicy) {
      throw new Unauthentic(Unauthentic.Reason.BAD_MAC);
    }
    Optional<LegPaths> known = paths.known(leg);
    Optional<Path> used = paths.find(leg);
    if (!keys.takeUpdate(sealed) || used.isEmpty()) {
      throw new Unauthentic(Unauthentic.Reason.REPLAYED);
    }
    CallMode mode = known.flatMap(LegPaths::mode).orElseThrow();
    boolean apart = ModePolicy.of(mode).candidatesTravelApart();
    if (update.epoch() != 0 || !update.newConnection() || update.relay().isPresent() == apart) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    DtlsProof.verify(
        keys.binding(),
        leg.call().own().other(),
        update.dtlsCertificate(),
        update.parameters().dtlsFingerprint(),
        update.dtlsProof());
    if (update.relay().isPresent()) {
      requirePlace(known.orElseThrow(), used.get(), update.relay().get());
    }
    if (update.reply()) {
      Path next =
          paths
              .next(leg)
              .filter(path -> path.awaitsReplyTo(update.answers()))
              .orElseThrow(() -> new Unauthentic(Unauthentic.Reason.REPLAYED));
      if (!next.candidates().mayBeRemote(update.relay())) {
        throw new Malformed(Malformed.Reason.BAD_ADDRESS);
      }
      next.candidates().admitRemote(update.relay(), update.parameters());
    } else if (keys.takeRequest()) {
      known.orElseThrow().requested(new LegPaths.Request(CoreName.of(sealed.core()), update));
    } else {
      throw new Unauthentic(Unauthentic.Reason.REPLAYED);
    }
    update.relay().ifPresent(named -> paths.theirs(leg, named));
  }

  /**
   * A listed relay, and none of an operator that this side stands or stood on in such a mode
   * (CALL-56). Where the connection in use is of another mode, the next one's policy says the rest.
   */
  private void requirePlace(LegPaths leg, Path used, RelayCandidate named) throws Malformed {
    Optional<ListedRelay> relay = relays.find(named.relayId());
    boolean shared = relay.isPresent() && leg.isOwn(relay.get().family());
    if (relay.isEmpty()
        || shared && !relays.singleFamilyAllowed()
        || !used.candidates().travelApart() && !used.candidates().mayBeRemote(Optional.of(named))) {
      throw new Malformed(Malformed.Reason.BAD_ADDRESS);
    }
  }
}
