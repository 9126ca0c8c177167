package org.phantomnet.relay.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Instant;
import java.util.Locale;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.counters.Counter;

/**
 * The figures under the names that Prometheus sees. Every {@link Counter} is there without being
 * named here: what a node drops in one metric by reason, every other one in a metric of its own.
 * Thread-safe.
 */
final class NodeMetrics {
  static final String PREFIX = "phantom_relay_";

  /** The only label: values are names of {@link Counter}. */
  static final String REASON = "reason";

  private final GcPauses pauses;

  NodeMetrics(GcPauses pauses) {
    this.pauses = pauses;
  }

  @Rule("NODE-5")
  MetricSnapshots snapshots(NodeFigures figures) {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    CounterSnapshot.Builder dropped =
        CounterSnapshot.builder()
            .name(PREFIX + "dropped_packets")
            .help("Packets not forwarded, by reason.");
    for (Counter counter : Counter.values()) {
      double value = figures.counts().get(counter);
      if (counter.dropsPacket()) {
        dropped.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of(REASON, lower(counter.reason())))
                .value(value)
                .build());
      } else {
        all.metricSnapshot(
            counter(PREFIX + lower(counter.name()), "Counter " + counter.name() + ".", value));
      }
    }
    all.metricSnapshot(dropped.build());
    node(all, figures);
    process(all);
    return all.build();
  }

  private static void node(MetricSnapshots.Builder all, NodeFigures figures) {
    all.metricSnapshot(
        gauge(
            PREFIX + "allocations",
            "Allocations that live, with reservations.",
            figures.allocations()));
    all.metricSnapshot(
        gauge(PREFIX + "allocations_limit", "How many may live.", figures.allocationLimit()));
    all.metricSnapshot(
        gauge(
            PREFIX + "draining",
            "1 while the node makes no new allocations.",
            figures.draining() ? 1 : 0));
    all.metricSnapshot(
        gauge(
            PREFIX + "month_bytes", "Sent in this calendar month, by UTC.", figures.monthBytes()));
    if (figures.monthIsBounded()) {
      all.metricSnapshot(
          gauge(PREFIX + "month_bytes_limit", "How much may be.", figures.monthLimit()));
      all.metricSnapshot(
          gauge(
              PREFIX + "month_bytes_warning",
              "1 once 80 % of it are spent.",
              figures.monthWarns() ? 1 : 0));
    }
    if (figures.certificateEnds().isPresent()) {
      all.metricSnapshot(
          gauge(
              PREFIX + "certificate_end_seconds",
              "When the TLS certificate ends, in unix time.",
              figures.certificateEnds().getAsLong()));
    }
    all.metricSnapshot(
        gauge(
            "process_start_time_seconds",
            "When the node started, in unix time.",
            figures.started().getEpochSecond()));
  }

  private void process(MetricSnapshots.Builder all) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    all.metricSnapshot(gauge("jvm_heap_used_bytes", "Heap in use.", heap.getUsed()));
    all.metricSnapshot(gauge("jvm_heap_max_bytes", "Heap at most.", heap.getMax()));
    all.metricSnapshot(
        gauge(
            "jvm_gc_longest_pause_seconds",
            "Longest collection since the start.",
            pauses.longestSeconds()));
    all.metricSnapshot(
        counter("jvm_gc_pause_seconds", "All collections together.", GcPauses.totalSeconds()));
    all.metricSnapshot(
        gauge(
            "jvm_threads",
            "Threads that live.",
            ManagementFactory.getThreadMXBean().getThreadCount()));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      all.metricSnapshot(
          gauge("process_open_fds", "Descriptors in use.", unix.getOpenFileDescriptorCount()));
      all.metricSnapshot(
          gauge("process_max_fds", "Descriptors at most.", unix.getMaxFileDescriptorCount()));
      all.metricSnapshot(
          counter("process_cpu_seconds", "Processor time used.", unix.getProcessCpuTime() / 1e9));
    }
  }

  /** The exposition format adds "_total" to the name. */
  private static CounterSnapshot counter(String name, String help, double value) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Seconds from the start to now. */
  static long uptimeSeconds(NodeFigures figures, Instant now) {
    return Math.max(0, now.getEpochSecond() - figures.started().getEpochSecond());
  }
}
