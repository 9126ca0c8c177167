package org.phantomnet.conformance.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A lab as text: who is where, with which addresses, and how to get in. */
final class Picture {
  private Picture() {}

  static String of(Lab lab) {
    Topology topology = lab.topology();
    List<String> branches = new ArrayList<>();
    for (Home home : topology.homes()) {
      branches.add(home(lab, home));
    }
    topology.machines().stream()
        .filter(Machine::isOnInternet)
        .forEach(machine -> branches.add(machine(lab, machine, 0) + line(machine.line())));
    String example = topology.names().get(topology.names().size() - 1);
    return String.join(
        "\n",
        "the internet",
        tree(branches),
        "",
        "A shell on " + example + ", and so on any other machine:",
        "  " + lab.entrance(example),
        "");
  }

  private static String home(Lab lab, Home home) {
    List<String> inside = new ArrayList<>();
    for (Machine machine : lab.topology().inside(home.name())) {
      inside.add(machine(lab, machine, machine.homes().indexOf(home.name())));
    }
    String gateway = addressed(home.name(), addresses(home.families(), lab, home.name(), -1));
    String firewall = home.nat() == Nat.OPEN ? "IPv6: open" : "IPv6: lets in answers only";
    return String.join("\n", gateway + kind(home, firewall) + line(home.line()), tree(inside));
  }

  private static String kind(Home home, String firewall) {
    String nat = home.nat() == Nat.OPEN ? "no NAT" : home.nat() + " NAT";
    List<String> kinds = new ArrayList<>();
    if (home.has(Family.IPV4)) {
      kinds.add(nat);
    }
    if (home.has(Family.IPV6)) {
      kinds.add(firewall);
    }
    return "gateway (" + String.join(", ", kinds) + ")";
  }

  private static String machine(Lab lab, Machine machine, int place) {
    Set<Family> families =
        machine.isOnInternet()
            ? machine.addresses().keySet()
            : lab.topology().home(machine.homes().get(place)).orElseThrow().families();
    return addressed(machine.name(), addresses(families, lab, machine.name(), place));
  }

  private static String addresses(Set<Family> families, Lab lab, String name, int place) {
    return Arrays.stream(Family.values())
        .filter(families::contains)
        .map(family -> place > 0 ? lab.address(name, place, family) : lab.address(name, family))
        .map(address -> String.format("%-16s", address))
        .collect(Collectors.joining());
  }

  private static String addressed(String name, String addresses) {
    return String.format("%-8s %s", name, addresses);
  }

  private static String line(Line line) {
    List<String> words = new ArrayList<>();
    if (!line.delay().isZero()) {
      words.add(line.delay().toMillis() + " ms");
    }
    if (!line.jitter().isZero()) {
      words.add("± " + line.jitter().toMillis() + " ms");
    }
    if (line.loss() > 0) {
      words.add("loses " + line.loss() * 100 + " %");
    }
    if (line.kilobits() > 0) {
      words.add(line.kilobits() + " kbit/s");
    }
    return words.isEmpty() ? "" : ", line: " + String.join(" ", words) + " each way";
  }

  private static String tree(List<String> branches) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      boolean last = i == branches.size() - 1;
      String[] texts = branches.get(i).split("\n", -1);
      for (int j = 0; j < texts.length; j++) {
        String lead = j > 0 ? (last ? "    " : "│   ") : last ? "└── " : "├── ";
        lines.add(lead + texts[j].stripTrailing());
      }
    }
    return String.join("\n", lines);
  }
}
