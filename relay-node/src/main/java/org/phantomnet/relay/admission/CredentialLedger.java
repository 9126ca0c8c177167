package org.phantomnet.relay.admission;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.forward.FlowProof;

/**
 * Who holds how much of this node: live allocations per credential and in all. Thread-safe (one
 * lock, taken when an allocation begins or ends, never per packet). Memory is bounded by the node's
 * allocations, twice.
 */
public final class CredentialLedger {
  /** DESIGN 10: how long a credential's proof outlives its last allocation. */
  static final long PROOF_OUTLIVES_MILLIS = 60_000;

  private TurnLimits limits;
  private final Map<String, Holding> holdings = new HashMap<>();

  /** Those without an allocation, in the order in which they lost the last. */
  private final Map<String, Holding> idle = new LinkedHashMap<>();

  private int live;
  private boolean draining;
  private boolean trafficSpent;

  public CredentialLedger(TurnLimits limits) {
    this.limits = limits;
  }

  /** What a credential is told. */
  public enum Verdict {
    ADMITTED,
    QUOTA_REACHED,
    CAPACITY_REACHED,
    TRAFFIC_SPENT
  }

  /** One credential's part; {@link #release} gives one allocation back. */
  public static final class Holding {
    private final String username;
    private final FlowProof proof = new FlowProof();
    private int count;
    private long idleSince;

    private Holding(String username) {
      this.username = username;
    }

    public FlowProof proof() {
      return proof;
    }
  }

  /** Why {@link #admit} would refuse, or that it would not. */
  @Rule("TURN-6")
  public synchronized Verdict verdict(String username) {
    if (draining || live >= limits.allocationsPerNode()) {
      return Verdict.CAPACITY_REACHED;
    }
    if (trafficSpent) {
      return Verdict.TRAFFIC_SPENT;
    }
    Holding holding = holdings.get(username);
    boolean full = holding != null && holding.count >= limits.allocationsPerCredential();
    return full ? Verdict.QUOTA_REACHED : Verdict.ADMITTED;
  }

  /** Takes one allocation for the credential; empty if {@link #verdict} is not ADMITTED. */
  public synchronized Optional<Holding> admit(String username) {
    if (verdict(username) != Verdict.ADMITTED) {
      return Optional.empty();
    }
    Holding holding = holdings.computeIfAbsent(username, Holding::new);
    if (holding.count == 0) {
      idle.remove(username);
    }
    holding.count++;
    live++;
    return Optional.of(holding);
  }

  public synchronized void release(Holding holding, long nowMillis) {
    holding.count--;
    live--;
    if (holding.count > 0) {
      return;
    }
    holding.idleSince = nowMillis;
    if (holdings.size() > 2 * limits.allocationsPerNode()) {
      holdings.remove(holding.username);
    } else {
      idle.put(holding.username, holding);
    }
  }

  /** Forgets credentials without allocations whose proof has run out. */
  @Rule("FWD-6")
  public synchronized void sweep(long nowMillis) {
    Iterator<Holding> oldestFirst = idle.values().iterator();
    while (oldestFirst.hasNext()) {
      Holding holding = oldestFirst.next();
      if (nowMillis - holding.idleSince < PROOF_OUTLIVES_MILLIS) {
        return;
      }
      oldestFirst.remove();
      holdings.remove(holding.username);
    }
  }

  /** What holds now; what lives stays, even above new bounds. */
  public synchronized void limit(TurnLimits fresh) {
    limits = fresh;
  }

  public synchronized TurnLimits limits() {
    return limits;
  }

  /** Whether the credential has a live allocation. */
  public synchronized boolean holds(String username) {
    Holding holding = holdings.get(username);
    return holding != null && holding.count > 0;
  }

  /** No new allocation from now on. */
  public synchronized void drain() {
    draining = true;
  }

  /** Whether the month's traffic is spent: no new allocation while it is. */
  public synchronized void trafficSpent(boolean spent) {
    trafficSpent = spent;
  }

  /** Whether {@link #drain} was called. */
  public synchronized boolean draining() {
    return draining;
  }

  public synchronized int live() {
    return live;
  }

  /** Credentials known, with or without a live allocation. */
  public synchronized int remembered() {
    return holdings.size();
  }
}
