package org.phantomnet.conformance.discovery;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.phantomnet.conformance.discovery.HostileNetwork.Layout;
import org.phantomnet.conformance.discovery.HostileNetwork.Measure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./phantom soak discovery}: prints the tables of docs/discovery.md. */
@Command(name = "discovery", mixinStandardHelpOptions = true)
public final class DiscoveryCommand implements Callable<Integer> {
  private static final int[] SHARES = {5, 10, 20, 30};
  private static final int[] PATIENCE = {0, 3, 14};

  /** Of DIR-17, in days. */
  private static final int RULE = 14;

  private static final int SHORT = 3;

  @Option(names = "--pairs", description = "Pairs of people who call daily (${DEFAULT-VALUE}).")
  private int pairs = 400;

  @Option(names = "--victims", description = "Victims of forced choices (${DEFAULT-VALUE}).")
  private int victims = 200;

  @Option(names = "--days", description = "How long a choice is forced (${DEFAULT-VALUE}).")
  private int days = 180;

  @Option(names = "--seed", description = "Of the networks and of every choice.")
  private long seed = 20_261_121;

  private final PrintStream out;

  /**
   * @param out takes the tables
   */
  public DiscoveryCommand(PrintStream out) {
    this.out = out;
  }

  /** Ends with the exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DiscoveryCommand(System.out)).execute(arguments));
  }

  @Override
  public Integer call() {
    say(
        "| hostile | share of | share %% | relays | weight %% | families | dropped after days down | calls seen from both sides %% |"
            + " w^2 %% | pairs ever seen %% | calls seen from one %% | ever a guard %% | ever first %% |"
            + " calls failed %% |");
    say("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (Layout layout : Layout.values()) {
      for (Measure measure : Measure.values()) {
        for (int share : SHARES) {
          year(layout, measure, share, RULE);
          if (layout == Layout.UNLINKED) {
            year(layout, measure, share, SHORT);
          }
        }
      }
    }
    say("");
    say(
        "| hostile | share %% of capacity | dropped after days down | days to any guard |"
            + " days to first guard | first within 30 days %% | all three ever %% | relay-days flooded |");
    say("|---|---|---|---|---|---|---|---|");
    for (Layout layout : new Layout[] {Layout.KNOWN, Layout.UNLINKED}) {
      for (int share : SHARES) {
        for (int patience : PATIENCE) {
          forced(layout, share, patience);
        }
      }
    }
    return 0;
  }

  private void year(Layout layout, Measure measure, int share, int patience) {
    HostileNetwork network = new HostileNetwork(layout, measure, share, seed);
    YearOfCalls.Result found = new YearOfCalls(network, pairs, patience, seed).run();
    double made = found.calls() - found.failed();
    say(
        "| %s | %s | %d | %d | %.1f | %d | %d | %.2f | %.2f | %.1f | %.1f | %.1f | %.1f | %.2f |",
        layout.words(),
        measure.name().toLowerCase(Locale.ROOT),
        share,
        network.hostileRelays(),
        100 * network.weight(),
        network.families(),
        patience,
        100 * found.bothSides() / made,
        100 * network.weight() * network.weight(),
        100.0 * found.pairsSeen() / found.pairs(),
        100 * found.oneSide() / made,
        50.0 * found.everGuard() / found.pairs(),
        50.0 * found.everFirst() / found.pairs(),
        100.0 * found.failed() / found.calls());
  }

  private void forced(Layout layout, int share, int patience) {
    HostileNetwork network = new HostileNetwork(layout, Measure.CAPACITY, share, seed);
    ForcedChoice.Result found = new ForcedChoice(network, patience, days, seed).run(victims);
    say(
        "| %s | %d | %d | %s | %s | %.0f | %.0f | %.0f |",
        layout.words(),
        share,
        patience,
        found.anyGuard() < 0 ? "never" : Integer.toString(found.anyGuard()),
        found.firstGuard() < 0 ? "more than " + days : Integer.toString(found.firstGuard()),
        found.withinMonth(),
        found.allGuards(),
        found.relayDays());
  }

  private void say(String form, Object... values) {
    out.println(String.format(Locale.ROOT, form, values));
  }
}
