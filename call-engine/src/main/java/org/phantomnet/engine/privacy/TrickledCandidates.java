package org.phantomnet.engine.privacy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;

/**
 * The candidates of one connection where they travel one after another (Fast), in both directions:
 * what the engine found waits here until it may leave, what the peer said until it may be used, and
 * {@link CandidatePolicy} judges each once. Bounded, whatever engine and peer say. Owned by the
 * call's thread; not thread-safe.
 */
public final class TrickledCandidates {
  /** Looked at in each direction (PRIV-16). */
  public static final int MAX = 64;

  private record Place(CandidateType type, Bytes address, int port) {
    static Place of(Candidate candidate) {
      return new Place(candidate.type(), candidate.address(), candidate.port());
    }

    @Override
    public String toString() {
      return "Place";
    }
  }

  private final ListedRelay relay;
  private final ReceiptBuilder receipt;
  private final Set<Place> own = new HashSet<>();
  private final Set<Place> theirs = new HashSet<>();
  private final List<Candidate> unsent = new ArrayList<>();
  private final List<Candidate> unjudged = new ArrayList<>();
  private final List<Candidate> waiting = new ArrayList<>();
  private final Set<Integer> ownReflexive = new HashSet<>();
  private final Map<Integer, Bytes> theirReflexive = new HashMap<>();
  private CandidatePolicy policy;

  /**
   * @param relay the one this connection stands on
   */
  public TrickledCandidates(CandidatePolicy policy, ListedRelay relay, ReceiptBuilder receipt) {
    this.policy = policy;
    this.relay = relay;
    this.receipt = receipt;
  }

  /** The engine found these; true if any of them may leave. */
  public boolean found(List<Candidate> candidates) {
    boolean any = false;
    for (Candidate candidate : candidates) {
      if (isNew(own, candidate)) {
        receipt.gathered(candidate);
        Verdict verdict = policy.admitLocal(candidate, relay);
        if (verdict.admitted()) {
          any |= unsent.add(candidate);
          learnOwn(candidate);
        } else {
          receipt.refused(verdict);
        }
      }
    }
    return any;
  }

  /** Those that may leave and did not yet: they leave now. */
  public List<Candidate> takeUnsent() {
    List<Candidate> taken = List.copyOf(unsent);
    unsent.clear();
    taken.forEach(receipt::sent);
    return taken;
  }

  /** The peer names these; they are kept until {@link #admit}. */
  public void keep(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      if (isNew(theirs, candidate)) {
        unjudged.add(candidate);
      }
    }
  }

  /**
   * Judges what is kept; the engine may send to those it returns, each of which it returns once.
   */
  public List<Candidate> admit() {
    List<Candidate> admitted = new ArrayList<>();
    for (Candidate candidate : unjudged) {
      if (policy.admitRemote(candidate).admitted()) {
        learnTheirs(candidate);
      }
    }
    for (Candidate candidate : unjudged) {
      judge(candidate, admitted);
    }
    unjudged.clear();
    admitted.addAll(admitWaiting());
    return admitted;
  }

  /** Judges again what had to wait; to be asked when a reflexive address may have become known. */
  @Rule("PRIV-15")
  public List<Candidate> admitWaiting() {
    List<Candidate> admitted = new ArrayList<>();
    List<Candidate> again = List.copyOf(waiting);
    waiting.clear();
    again.forEach(candidate -> judge(candidate, admitted));
    return admitted;
  }

  private void judge(Candidate candidate, List<Candidate> admitted) {
    Optional<Bytes> reflexive = Optional.ofNullable(theirReflexive.get(family(candidate)));
    Verdict verdict = policy.admitRemote(candidate, reflexive);
    boolean known = reflexive.isPresent() && ownReflexive.contains(family(candidate));
    if (verdict.admitted()) {
      receipt.admitted(candidate);
      admitted.add(candidate);
    } else if (verdict == Verdict.REFUSED_PRIVATE_ADDRESS
        && candidate.type() == CandidateType.HOST
        && !known) {
      waiting.add(candidate);
    } else {
      receipt.refused(verdict);
    }
  }

  /** The connection is over: what still waits is refused. */
  public void close() {
    waiting.forEach(candidate -> receipt.refused(Verdict.REFUSED_PRIVATE_ADDRESS));
    waiting.clear();
  }

  private void learnOwn(Candidate candidate) {
    if (candidate.type() == CandidateType.SERVER_REFLEXIVE && ownReflexive.add(family(candidate))) {
      policy = policy.reflexive(candidate.address());
    }
  }

  private void learnTheirs(Candidate candidate) {
    if (candidate.type() == CandidateType.SERVER_REFLEXIVE) {
      theirReflexive.putIfAbsent(family(candidate), candidate.address());
    }
  }

  private static int family(Candidate candidate) {
    return candidate.address().length();
  }

  @Rule("PRIV-16")
  private boolean isNew(Set<Place> known, Candidate candidate) {
    Place place = Place.of(candidate);
    if (known.contains(place)) {
      return false;
    }
    if (known.size() == MAX) {
      receipt.refused(Verdict.REFUSED_TOO_MANY);
      return false;
    }
    return known.add(place);
  }
}
