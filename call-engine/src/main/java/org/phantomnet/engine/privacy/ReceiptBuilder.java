package org.phantomnet.engine.privacy;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;

/**
 * Counts what the policy did during one call, by class and never by address (PRIV-12). Owned by the
 * call's thread; not thread-safe.
 */
@Rule("PRIV-12")
public final class ReceiptBuilder {
  private CallMode mode;
  private final Map<String, Integer> offered = new TreeMap<>();
  private final Map<String, Integer> sent = new TreeMap<>();
  private final Map<String, Integer> admitted = new TreeMap<>();
  private final Map<String, Integer> refused = new TreeMap<>();
  private final Set<String> paths = new LinkedHashSet<>();
  private Optional<Boolean> isolated = Optional.empty();
  private String mediaKeys = "DTLS_ONLY";
  private long packetsOutsidePolicy;
  private Optional<ConstantRate> constantRate = Optional.empty();

  public ReceiptBuilder(CallMode mode) {
    this.mode = mode;
  }

  /** The call goes on in that mode: what is receipted is the weakest that it had. */
  @Rule("CALL-63")
  public void goesOnIn(CallMode next) {
    if (mode.isStricterThan(next)) {
      mode = next;
    }
  }

  /** The engine gathered an own candidate. */
  public void gathered(Candidate candidate) {
    count(offered, candidate.type());
  }

  /** An own candidate left this device. */
  public void sent(Candidate candidate) {
    count(sent, candidate.type());
  }

  /** A remote candidate was admitted. */
  public void admitted(Candidate candidate) {
    count(admitted, candidate.type());
  }

  /** A candidate, of either side, was refused. */
  public void refused(Verdict verdict) {
    if (verdict.admitted()) {
      throw new IllegalArgumentException("verdict");
    }
    count(refused, verdict);
  }

  /**
   * A connection of the call took that path.
   *
   * @param selected ICE type names of the selected pair
   */
  public void path(String selected) {
    paths.add(selected);
  }

  /** The engine of one connection ran without a network of its own, or with one. */
  public void isolated(boolean engineIsolated) {
    isolated = Optional.of(isolated.orElse(true) && engineIsolated);
  }

  /** What keyed the media beyond DTLS-SRTP. */
  public void mediaKeys(String keying) {
    mediaKeys = keying;
  }

  /** Packets that left outside policy, as a tunnel counted them. */
  public void outsidePolicy(long packets) {
    packetsOutsidePolicy += packets;
  }

  /** How the constant rate of one connection, on which sound left, stood at its end. */
  @Rule("WIRE-14")
  public void constantRate(ConstantRate ofConnection) {
    constantRate = Optional.of(constantRate.map(ofConnection::and).orElse(ofConnection));
  }

  /** A part of the call promises nothing that all of it did not; a defect of a part is told. */
  private ConstantRate rate() {
    ConstantRate before = ConstantRate.before(mode);
    return constantRate
        .filter(worst -> before != ConstantRate.NOT_OFFERED || worst == ConstantRate.VIOLATED)
        .orElse(before);
  }

  /** The receipt so far. */
  public PrivacyReceipt build() {
    return new PrivacyReceipt(
        mode,
        offered,
        sent,
        admitted,
        refused,
        paths.isEmpty() ? "none" : String.join(" ", paths),
        isolated.orElse(false),
        mediaKeys,
        packetsOutsidePolicy,
        rate());
  }

  private static void count(Map<String, Integer> counts, Enum<?> kind) {
    counts.merge(kind.name(), 1, Integer::sum);
  }
}
