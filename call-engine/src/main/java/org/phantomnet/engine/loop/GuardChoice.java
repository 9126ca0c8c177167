package org.phantomnet.engine.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.GrantSource;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.RelayCandidate;

/** Which of the device's guards a connection uses. Nothing here touches the network. */
final class GuardChoice {
  /** A guard with a grant for it, or why there is none. */
  record Choice(
      Optional<ListedRelay> relay, Optional<RelayGrant> grant, Optional<EndReason> refusal) {
    static Choice of(ListedRelay relay, RelayGrant grant) {
      return new Choice(Optional.of(relay), Optional.of(grant), Optional.empty());
    }

    static Choice none(EndReason reason) {
      return new Choice(Optional.empty(), Optional.empty(), Optional.of(reason));
    }

    @Override
    public String toString() {
      return "Choice";
    }
  }

  private final RelayDiscovery relays;
  private final GrantSource grants;

  GuardChoice(RelayDiscovery relays, GrantSource grants) {
    this.relays = relays;
    this.grants = grants;
  }

  /** The caller's, and in Fast the callee's: the first guard with a grant (CALL-28). */
  @Rule("CALL-28")
  Choice forCaller() {
    if (relays.guards().isEmpty()) {
      return Choice.none(EndReason.NO_RELAY);
    }
    for (ListedRelay guard : relays.guards()) {
      Optional<RelayGrant> grant = grants.take(guard.relayId());
      if (grant.isPresent()) {
        return Choice.of(guard, grant.get());
      }
    }
    return Choice.none(EndReason.NO_GRANT);
  }

  /**
   * The callee's: the first guard with a grant whose operator family is not that of the caller's
   * relay, so that no operator sees both ends (CALL-29). Only an estate whose signed list allows it
   * may use one family twice. Where no relay is required it chooses as the caller does.
   */
  @Rule("CALL-29")
  Choice forCallee(CallMode mode, Optional<RelayCandidate> callers) {
    if (!ModePolicy.of(mode).distinctOperators()) {
      return forCaller();
    }
    Optional<ListedRelay> other = relays.find(callers.orElseThrow().relayId());
    if (other.isEmpty()) {
      return Choice.none(EndReason.SECURITY_FAILURE);
    }
    if (relays.guards().isEmpty()) {
      return Choice.none(EndReason.NO_RELAY);
    }
    Choice distinct = firstWithGrant(Optional.of(other.get().family()));
    return distinct.refusal().filter(none -> none == EndReason.NO_SECOND_OPERATOR).isPresent()
            && relays.singleFamilyAllowed()
        ? firstWithGrant(Optional.empty())
        : distinct;
  }

  /**
   * For a connection beside the one in use: in the order of the guards, those that fell silent in
   * this call last, and where the mode demands it none of an operator that the peer stands or stood
   * on in this call, so that no operator sees both, not even one after the other.
   */
  @Rule("CALL-56")
  Choice forNext(CallMode mode, Set<String> theirFamilies, Predicate<ListedRelay> avoided) {
    boolean distinct = ModePolicy.of(mode).distinctOperators();
    List<ListedRelay> wanted = new ArrayList<>();
    List<ListedRelay> last = new ArrayList<>();
    List<ListedRelay> shared = new ArrayList<>();
    for (ListedRelay guard : relays.guards()) {
      if (distinct && theirFamilies.contains(guard.family())) {
        shared.add(guard);
      } else if (avoided.test(guard)) {
        last.add(guard);
      } else {
        wanted.add(guard);
      }
    }
    wanted.addAll(last);
    if (relays.singleFamilyAllowed()) {
      wanted.addAll(shared);
    }
    for (ListedRelay guard : wanted) {
      Optional<RelayGrant> grant = grants.take(guard.relayId());
      if (grant.isPresent()) {
        return Choice.of(guard, grant.get());
      }
    }
    return Choice.none(wanted.isEmpty() ? EndReason.NO_SECOND_OPERATOR : EndReason.NO_GRANT);
  }

  private Choice firstWithGrant(Optional<String> notOfFamily) {
    boolean eligible = false;
    for (ListedRelay guard : relays.guards()) {
      if (notOfFamily.isPresent() && notOfFamily.get().equals(guard.family())) {
        continue;
      }
      eligible = true;
      Optional<RelayGrant> grant = grants.take(guard.relayId());
      if (grant.isPresent()) {
        return Choice.of(guard, grant.get());
      }
    }
    return Choice.none(eligible ? EndReason.NO_GRANT : EndReason.NO_SECOND_OPERATOR);
  }
}
