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
import org.phantomnet.protocol.bytes.Bytes;
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
  private final SilentRelays silent;

  GuardChoice(RelayDiscovery relays, GrantSource grants, SilentRelays silent) {
    this.relays = relays;
    this.grants = grants;
    this.silent = silent;
  }

  /**
   * The caller's, and in Fast the callee's: the first guard with a grant (CALL-28).
   *
   * @param tried relays that were no use to this connection
   */
  @Rule("CALL-28")
  Choice forCaller(Set<Bytes> tried) {
    if (relays.guards().isEmpty()) {
      return Choice.none(EndReason.NO_RELAY);
    }
    return firstWithGrant(untried(tried), EndReason.NO_GRANT);
  }

  /**
   * The callee's: the first guard with a grant whose operator family is not that of the caller's
   * relay, so that no operator sees both ends (CALL-29). Only an estate whose signed list allows it
   * may use one family twice. Where no relay is required it chooses as the caller does.
   *
   * @param tried relays that were no use to this connection
   */
  @Rule("CALL-29")
  Choice forCallee(CallMode mode, Optional<RelayCandidate> callers, Set<Bytes> tried) {
    if (!ModePolicy.of(mode).distinctOperators()) {
      return forCaller(tried);
    }
    Optional<ListedRelay> other = relays.find(callers.orElseThrow().relayId());
    if (other.isEmpty()) {
      return Choice.none(EndReason.SECURITY_FAILURE);
    }
    if (relays.guards().isEmpty()) {
      return Choice.none(EndReason.NO_RELAY);
    }
    List<ListedRelay> all = untried(tried);
    List<ListedRelay> distinct = new ArrayList<>(all);
    distinct.removeIf(guard -> guard.family().equals(other.get().family()));
    return firstWithGrant(
        distinct.isEmpty() && relays.singleFamilyAllowed() ? all : distinct,
        EndReason.NO_SECOND_OPERATOR);
  }

  /**
   * For a connection beside the one in use: those that fell silent last, and where the mode demands
   * it none of an operator that the peer stands or stood on in this call, so that no operator sees
   * both, not even one after the other; of the rest the one in use, then by {@code order}. Where
   * the mode does not, in the order of the guards, and what is doubtful comes last, too.
   *
   * @param doubtful relays that the other side may have reason to leave
   */
  @Rule("CALL-56")
  Choice forNext(
      CallMode mode,
      ListedRelay inUse,
      Set<String> theirFamilies,
      OperatorOrder order,
      Set<Bytes> doubtful) {
    boolean distinct = ModePolicy.of(mode).distinctOperators();
    List<ListedRelay> guards = new ArrayList<>(relays.guards());
    if (distinct) {
      guards.sort(order);
      guards = withLast(guards, guard -> !guard.relayId().equals(inUse.relayId()));
    }
    Predicate<ListedRelay> last =
        guard -> silent.contains(guard) || (!distinct && doubtful.contains(guard.relayId()));
    List<ListedRelay> wanted = new ArrayList<>();
    List<ListedRelay> shared = new ArrayList<>();
    for (ListedRelay guard : withLast(guards, last)) {
      if (distinct && theirFamilies.contains(guard.family())) {
        shared.add(guard);
      } else {
        wanted.add(guard);
      }
    }
    if (relays.singleFamilyAllowed()) {
      wanted.addAll(shared);
    }
    return firstWithGrant(wanted, EndReason.NO_SECOND_OPERATOR);
  }

  /** The guards in their order, but those that said nothing of late behind the others. */
  private List<ListedRelay> untried(Set<Bytes> tried) {
    List<ListedRelay> untried = new ArrayList<>(relays.guards());
    untried.removeIf(guard -> tried.contains(guard.relayId()));
    return withLast(untried, silent::contains);
  }

  private static List<ListedRelay> withLast(List<ListedRelay> guards, Predicate<ListedRelay> last) {
    List<ListedRelay> sorted = new ArrayList<>(guards);
    sorted.removeIf(last);
    guards.stream().filter(last).forEach(sorted::add);
    return sorted;
  }

  private Choice firstWithGrant(List<ListedRelay> eligible, EndReason ifThereIsNone) {
    for (ListedRelay guard : eligible) {
      Optional<RelayGrant> grant = grants.take(guard.relayId());
      if (grant.isPresent()) {
        return Choice.of(guard, grant.get());
      }
    }
    return Choice.none(eligible.isEmpty() ? ifThereIsNone : EndReason.NO_GRANT);
  }
}
