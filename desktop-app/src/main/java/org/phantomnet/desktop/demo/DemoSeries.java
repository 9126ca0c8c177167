package org.phantomnet.desktop.demo;

import java.util.List;

/**
 * What several calls between the same two clients showed. A failure ends a series: the last report
 * then says which.
 *
 * @param calls one report a call, the first made by clients that had just started
 * @param starts of Alice's client after the calls
 */
public record DemoSeries(List<DemoReport> calls, List<Start> starts) {
  public DemoSeries {
    calls = List.copyOf(calls);
    starts = List.copyOf(starts);
  }

  /**
   * A start of a client that has an account, in milliseconds from the start of its process, which
   * is told the passphrase at once.
   *
   * @param ready until the client can be used
   * @param callsReady until it can place calls
   */
  public record Start(double ready, double callsReady) {}
}
