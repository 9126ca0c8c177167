package org.phantomnet.conformance.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether what must be ciphertext looks random. Three tests, each silent for random octets but with
 * a probability below 10^-7 a capture:
 *
 * <ul>
 *   <li>a whole flow, by chi-square over the values of its octets (255 degrees of freedom, Wilson
 *       and Hilferty's approximation, one-sided at 5.5 sigma: 2 * 10^-8 a flow), from 1,280 octets
 *       on (five of each value expected). It finds a weak share of plain text in much ciphertext,
 *       but not one packet among thousands;
 *   <li>each payload of 32 octets or more, by how many pairs of its octets are equal: for n random
 *       octets n(n-1)/512 on average. The bound is where a Poisson variable of that mean is with
 *       less than 10^-13, by Chernoff's inequality; a payload is rarely beyond 10^5 in number. Text
 *       of 48 octets is far above, loud sound may not be. Shorter ones are left to the flow;
 *   <li>no two payloads of a flow begin or end with the same 8 octets (n^2 / 2^64 for n payloads).
 * </ul>
 *
 * Passing is no proof of encryption: a compressed payload may pass. It is one of several checks.
 */
public final class Randomness {
  private static final int VALUES = 256;
  private static final int SMALLEST_FLOW = 5 * VALUES;
  private static final int SMALLEST_PAYLOAD = 32;
  private static final double FLOW_SIGMA = 5.5;
  private static final double PAYLOAD_LOG = Math.log(1e-13);
  private static final int EDGE = 8;

  private Randomness() {}

  /** What does not look random, in words; empty is good. Pure. */
  public static List<String> findings(Map<String, List<Octets>> flows) {
    List<String> found = new ArrayList<>();
    flows.forEach(
        (name, payloads) -> {
          double sigma = sigma(payloads);
          if (sigma > FLOW_SIGMA) {
            found.add(name + ": octets are not evenly spread, " + Math.round(sigma) + " sigma");
          }
          for (Octets payload : payloads) {
            if (payload.length() >= SMALLEST_PAYLOAD
                && pairs(payload) > mostPairs(payload.length())) {
              found.add(name + ": a payload repeats its octets [" + payload.hex(48) + "]");
            }
          }
          repeats(name, payloads, found);
        });
    return found;
  }

  /** How far the spread of values is from even; 0 if there is too little to say. */
  static double sigma(List<Octets> payloads) {
    long[] seen = new long[VALUES];
    long all = 0;
    for (Octets payload : payloads) {
      for (int at = 0; at < payload.length(); at++) {
        seen[payload.u8(at)]++;
      }
      all += payload.length();
    }
    if (all < SMALLEST_FLOW) {
      return 0;
    }
    double expected = (double) all / VALUES;
    double chi = 0;
    for (long count : seen) {
      chi += (count - expected) * (count - expected) / expected;
    }
    double freedom = VALUES - 1;
    double spread = 2 / (9 * freedom);
    return (Math.cbrt(chi / freedom) - (1 - spread)) / Math.sqrt(spread);
  }

  /** Shannon's entropy of the octets' values, in bits an octet; for the report. */
  public static double entropy(List<Octets> payloads) {
    Map<Integer, Long> seen = new HashMap<>();
    long all = 0;
    for (Octets payload : payloads) {
      for (int at = 0; at < payload.length(); at++) {
        seen.merge(payload.u8(at), 1L, Long::sum);
      }
      all += payload.length();
    }
    double bits = 0;
    for (long count : seen.values()) {
      bits -= (double) count / all * Math.log((double) count / all) / Math.log(2);
    }
    return bits;
  }

  private static long pairs(Octets payload) {
    int[] seen = new int[VALUES];
    long pairs = 0;
    for (int at = 0; at < payload.length(); at++) {
      pairs += seen[payload.u8(at)]++;
    }
    return pairs;
  }

  /** The least x with e^-m (e m / x)^x below the bound, for the mean m. */
  static long mostPairs(int length) {
    double mean = (double) length * (length - 1) / (2 * VALUES);
    long most = (long) Math.ceil(mean) + 1;
    while (most - mean + most * Math.log(mean / most) > PAYLOAD_LOG) {
      most++;
    }
    return most;
  }

  private static void repeats(String name, List<Octets> payloads, List<String> found) {
    Set<Octets> begins = new HashSet<>();
    Set<Octets> ends = new HashSet<>();
    for (Octets payload : payloads) {
      if (payload.length() >= EDGE
          && !(begins.add(payload.part(0, EDGE))
              & ends.add(payload.after(payload.length() - EDGE)))) {
        found.add(name + ": two payloads begin or end alike [" + payload.hex(48) + "]");
      }
    }
  }
}
