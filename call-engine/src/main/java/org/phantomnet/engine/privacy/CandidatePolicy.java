package org.phantomnet.engine.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.TransportProtocol;

/**
 * The admission table of DESIGN 6 for one call, on its two signalling edges; {@link AdmittedPeers}
 * is the third, the tunnel's. Pure: it asks the relay list in memory and nothing else.
 */
public final class CandidatePolicy {
  private final ModePolicy mode;
  private final RelayDiscovery relays;
  private final List<LocalNetwork> networks;

  /** Without knowledge of the own network, as in every mode but Fast. */
  public CandidatePolicy(CallMode mode, RelayDiscovery relays) {
    this(mode, relays, List.of());
  }

  /**
   * @param networks of the default routes, one of each address family; looked at in Fast only
   */
  public CandidatePolicy(CallMode mode, RelayDiscovery relays, List<LocalNetwork> networks) {
    this(ModePolicy.of(mode), relays, networks);
  }

  private CandidatePolicy(ModePolicy mode, RelayDiscovery relays, List<LocalNetwork> networks) {
    this.mode = mode;
    this.relays = relays;
    this.networks = List.copyOf(networks);
  }

  /** The same, where the internet sees this device at that address. */
  CandidatePolicy reflexive(Bytes address) {
    List<LocalNetwork> known = new ArrayList<>();
    for (LocalNetwork network : networks) {
      known.add(network.address().length() == address.length() ? network.seenAs(address) : network);
    }
    return new CandidatePolicy(mode, relays, known);
  }

  /**
   * May this own candidate leave the device? {@code ownRelay} is the relay this connection stands
   * on.
   */
  public Verdict admitLocal(Candidate candidate, ListedRelay ownRelay) {
    Verdict everywhere = inEveryMode(candidate);
    if (!everywhere.admitted()) {
      return everywhere;
    }
    return switch (candidate.type()) {
      case HOST -> localHost(candidate);
      case SERVER_REFLEXIVE -> localReflexive();
      case RELAY -> localRelay(candidate, ownRelay);
    };
  }

  /**
   * May this engine send to that remote candidate? {@code ownRelay} is the relay this connection
   * stands on.
   */
  public Verdict admitRemote(RelayCandidate remote, ListedRelay ownRelay) {
    Candidate candidate = remote.candidate();
    Verdict everywhere = inEveryMode(candidate);
    if (!everywhere.admitted()) {
      return everywhere;
    }
    Optional<ListedRelay> relay = relays.find(remote.relayId());
    if (relay.isEmpty()) {
      return Verdict.REFUSED_UNKNOWN_RELAY;
    }
    Verdict verdict = within(candidate, relay.get());
    return verdict.admitted() ? otherOperator(relay.get(), ownRelay) : verdict;
  }

  /**
   * A remote candidate that names no relay, with the sender's reflexive address where it is known.
   */
  public Verdict admitRemote(Candidate remote, Optional<Bytes> remoteReflexive) {
    Verdict everywhere = inEveryMode(remote);
    if (!everywhere.admitted()) {
      return everywhere;
    }
    if (mode.relayRequired()) {
      return withoutRelay(remote.type());
    }
    return remote.type() == CandidateType.RELAY
        ? relayInFast(remote)
        : remoteInFast(remote, remoteReflexive);
  }

  /** As {@link #admitRemote(Candidate, Optional)} with no reflexive address known. */
  public Verdict admitRemote(Candidate remote) {
    return admitRemote(remote, Optional.empty());
  }

  /** What no mode, direction or list makes a place for a peer (PRIV-7), in the order of PRIV-12. */
  private static Verdict inEveryMode(Candidate candidate) {
    if (candidate.transport() != TransportProtocol.UDP) {
      return Verdict.REFUSED_TRANSPORT;
    }
    return AddressClass.of(candidate.address()) == AddressClass.FORBIDDEN
        ? Verdict.REFUSED_ADDRESS
        : Verdict.ADMITTED;
  }

  /**
   * Fast: only the default route's interface, which the peer sees anyway in the packets it gets.
   */
  @Rule("PRIV-1")
  private Verdict localHost(Candidate candidate) {
    boolean ofDefaultRoute =
        networks.stream().anyMatch(network -> network.address().equals(candidate.address()));
    return !mode.relayRequired() && ofDefaultRoute ? Verdict.ADMITTED : Verdict.REFUSED_HOST;
  }

  @Rule("PRIV-2")
  private Verdict localReflexive() {
    return mode.relayRequired() ? Verdict.REFUSED_REFLEXIVE : Verdict.ADMITTED;
  }

  /**
   * The engine is not trusted either: what it calls relayed must stand on the relay it was given.
   */
  @Rule("PRIV-3")
  private static Verdict localRelay(Candidate candidate, ListedRelay ownRelay) {
    return within(candidate, ownRelay);
  }

  @Rule("PRIV-4")
  private static Verdict within(Candidate candidate, ListedRelay relay) {
    return RelayedRange.of(relay.descriptor()).contains(candidate.address(), candidate.port())
        ? Verdict.ADMITTED
        : Verdict.REFUSED_OUTSIDE_RELAY;
  }

  @Rule("PRIV-5")
  private static Verdict withoutRelay(CandidateType type) {
    return switch (type) {
      case HOST -> Verdict.REFUSED_HOST;
      case SERVER_REFLEXIVE -> Verdict.REFUSED_REFLEXIVE;
      case RELAY -> Verdict.REFUSED_UNKNOWN_RELAY;
    };
  }

  @Rule("PRIV-6")
  private Verdict otherOperator(ListedRelay theirs, ListedRelay own) {
    boolean sameFamily =
        theirs.family().equals(own.family()) || theirs.relayId().equals(own.relayId());
    return sameFamily && mode.distinctOperators() && !relays.singleFamilyAllowed()
        ? Verdict.REFUSED_SAME_OPERATOR
        : Verdict.ADMITTED;
  }

  /** The listed relay that this candidate stands on. */
  public Optional<ListedRelay> relayOf(Candidate remote) {
    return relays.listed().stream().filter(listed -> within(remote, listed).admitted()).findFirst();
  }

  /** It names no relay, so the list is asked for its place. */
  @Rule("PRIV-14")
  private Verdict relayInFast(Candidate remote) {
    if (relayOf(remote).isPresent()) {
      return Verdict.ADMITTED;
    }
    return AddressClass.of(remote.address()) == AddressClass.LOOPBACK
        ? Verdict.REFUSED_ADDRESS
        : Verdict.REFUSED_UNKNOWN_RELAY;
  }

  /**
   * A private address is a neighbour's only behind the same reflexive address, and never one's own.
   */
  @Rule("PRIV-9")
  private Verdict remoteInFast(Candidate remote, Optional<Bytes> remoteReflexive) {
    AddressClass place = AddressClass.of(remote.address());
    if (place != AddressClass.LOOPBACK && SystemPorts.contain(remote.port())) {
      return Verdict.REFUSED_PORT;
    }
    return switch (place) {
      case PUBLIC -> Verdict.ADMITTED;
      case LOOPBACK, FORBIDDEN -> Verdict.REFUSED_ADDRESS;
      case PRIVATE ->
          remote.type() == CandidateType.HOST
                  && networks.stream()
                      .anyMatch(own -> isNeighbour(own, remote.address(), remoteReflexive))
              ? Verdict.ADMITTED
              : Verdict.REFUSED_PRIVATE_ADDRESS;
    };
  }

  private static boolean isNeighbour(LocalNetwork own, Bytes address, Optional<Bytes> reflexive) {
    return own.contains(address)
        && !own.reflexive().isEmpty()
        && reflexive.filter(own.reflexive()::equals).isPresent();
  }
}
