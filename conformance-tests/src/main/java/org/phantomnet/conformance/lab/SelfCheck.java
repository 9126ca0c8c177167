package org.phantomnet.conformance.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.conformance.lab.Nat.Behaviour;

/**
 * Whether a lab on this machine is what it promises: every NAT, and how exact the switch is. For
 * one thread; takes about twenty seconds.
 */
final class SelfCheck {
  private static final Duration DELAY = Duration.ofMillis(25);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int SIZE = 160;
  private static final double MOST_LATE = 0.1; // of the delay, in the middle
  private static final List<Integer> RATES = List.of(5_000, 10_000, 20_000, 40_000, 80_000);

  private final Path work;
  private final PrintStream out;
  private boolean isGood = true;

  SelfCheck(Path work, PrintStream out) {
    this.work = work;
    this.out = out;
  }

  /** Prints a table; whether all of it is as promised. */
  boolean run() throws IOException {
    out.println("NAT                     translates  mapping                     filtering");
    for (Nat nat : Nat.values()) {
      Home home = Home.behind(nat, "home");
      nat("IPv4 " + nat, home, Family.IPV4, nat != Nat.OPEN, nat.mapping(), nat.filtering());
    }
    nat(
        "IPv6 open",
        Home.behind(Nat.OPEN, "home").dualStack(),
        Family.IPV6,
        false,
        Behaviour.ENDPOINT_INDEPENDENT,
        Behaviour.ENDPOINT_INDEPENDENT);
    nat(
        "IPv6 firewall",
        Home.behind(Nat.PORT_RESTRICTED, "home").dualStack(),
        Family.IPV6,
        false,
        Behaviour.ENDPOINT_INDEPENDENT,
        Behaviour.ADDRESS_AND_PORT_DEPENDENT);
    out.println();
    out.println("switch                         late by median      p99    longest     lost");
    try (Lab lab = open(List.of(), List.of())) {
      delay(lab, "perfect line", Line.PERFECT);
      delay(lab, "25 ms", Line.delayed(DELAY));
      delay(lab, "25 ms, 20 ms jitter", Line.delayed(DELAY).withJitter(Duration.ofMillis(20)));
      loss(lab);
      rate(lab);
    }
    return isGood;
  }

  private void nat(
      String name, Home home, Family family, boolean translates, Behaviour mapping, Behaviour in)
      throws IOException {
    NatCheck.Found promised = new NatCheck.Found(translates, mapping, in);
    try (Lab lab = open(List.of(home), List.of(Machine.in("alice", "home")));
        NatCheck check = new NatCheck(lab, family, "alice", "north", "south")) {
      NatCheck.Found found = check.find();
      String translated = found.translated() ? "yes" : "no";
      String verdict = verdict(found.equals(promised));
      out.printf(
          "%-24s%-12s%-28s%-28s%s%n",
          name, translated, found.mapping(), found.filtering(), verdict);
    }
  }

  private void delay(Lab lab, String name, Line line) throws IOException {
    lab.line("north", line);
    PathCheck path = PathCheck.of(lab, "north", "south", 200, 50, SIZE, PATIENCE);
    long asked = line.delay().toNanos() / 1000;
    long jitter = line.jitter().toNanos() / 1000;
    // Who keeps the order under jitter is a little late.
    boolean exact = path.median() - asked <= Math.max(asked * MOST_LATE, 2_000) + jitter / 4;
    boolean early = path.quantile(0) < asked - jitter;
    print(name, path, asked, verdict(path.lost() == 0 && exact && !early));
  }

  private void loss(Lab lab) throws IOException {
    lab.line("north", Line.PERFECT.withLoss(0.05));
    PathCheck path = PathCheck.of(lab, "north", "south", 5_000, 2_500, SIZE, PATIENCE);
    print("5 % loss of 5000", path, 0, verdict(path.lost() > 190 && path.lost() < 310));
  }

  private void rate(Lab lab) throws IOException {
    lab.line("north", Line.delayed(DELAY));
    int sustained = 0;
    for (int perSecond : RATES) {
      long before = lab.count("north").overrun() + lab.count("south").overrun();
      PathCheck path = PathCheck.of(lab, "north", "south", perSecond, perSecond, SIZE, PATIENCE);
      print("25 ms, " + perSecond + " a second", path, DELAY.toNanos() / 1000, "");
      if (path.lost() > 0 || lab.count("north").overrun() + lab.count("south").overrun() > before) {
        break;
      }
      sustained = perSecond;
    }
    String verdict = verdict(sustained >= RATES.get(1));
    out.printf("frames a second without loss: %d at least  %s%n", sustained, verdict);
  }

  private void print(String name, PathCheck path, long asked, String verdict) {
    out.printf(
        "%-29s %11.2f ms %5.2f ms %7.2f ms %8d  %s%n",
        name,
        (path.median() - asked) / 1000.0,
        (path.quantile(0.99) - asked) / 1000.0,
        (path.quantile(1) - asked) / 1000.0,
        path.lost(),
        verdict);
  }

  private String verdict(boolean good) {
    isGood &= good;
    return good ? "as promised" : "NOT as promised";
  }

  private Lab open(List<Home> homes, List<Machine> inside) throws IOException {
    List<Machine> outside =
        List.of(
            Machine.onInternet("north", "192.0.2.53", "2001:db8:53::1"),
            Machine.onInternet("south", "198.51.100.53", "2001:db8:54::1"));
    List<Machine> machines = new ArrayList<>(inside);
    machines.addAll(outside);
    return Lab.open(Topology.of(homes, machines), work);
  }
}
