package org.phantomnet.desktop.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Processor time, user and system, of a client's process and of the media child of its call, from
 * one moment to another. For one thread.
 */
final class DemoLoad {
  private final ProcessHandle client;
  private final List<ProcessHandle> media;
  private final long began = System.nanoTime();
  private final Duration clientBefore;
  private final Duration mediaBefore;

  /**
   * @param media the processes of the call's child, not those of the spare for the next call
   */
  DemoLoad(ProcessHandle client, List<ProcessHandle> media) {
    this.client = client;
    this.media = List.copyOf(media);
    this.clientBefore = used(client);
    this.mediaBefore = used(media);
  }

  /** Since the beginning, in percent of one core. */
  Map<String, Double> percentOfCore() {
    double nanos = System.nanoTime() - began;
    double ofClient = 100 * used(client).minus(clientBefore).toNanos() / nanos;
    double ofMedia = 100 * used(media).minus(mediaBefore).toNanos() / nanos;
    return Map.of(
        "clientPercent", rounded(ofClient),
        "mediaPercent", rounded(ofMedia),
        "percentOfCore", rounded(ofClient + ofMedia),
        "seconds", rounded(nanos / 1e9));
  }

  private static Duration used(List<ProcessHandle> processes) {
    return processes.stream().map(DemoLoad::used).reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration used(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
