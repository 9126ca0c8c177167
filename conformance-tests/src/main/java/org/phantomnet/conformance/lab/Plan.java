package org.phantomnet.conformance.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topology as what build.py does: words of ip(8), settings of the kernel, rules of nft(8).
 * Immutable.
 */
final class Plan {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FIRST_TABLE = 100;

  private final Topology topology;

  Plan(Topology topology) {
    this.topology = topology;
  }

  /** For build.py. */
  String toJson() {
    ObjectNode plan = JSON.createObjectNode().put("seed", topology.seed());
    // The ends that the switch holds are silent.
    plan.putObject("settings").put("net/ipv6/conf/default/disable_ipv6", "1");
    ArrayNode spaces = plan.putArray("spaces");
    topology.homes().forEach(home -> add(spaces.addObject(), home));
    topology.machines().forEach(machine -> add(spaces.addObject(), machine));
    ArrayNode links = plan.putArray("links");
    links().forEach(links::add);
    ArrayNode ports = plan.putArray("ports");
    for (String name : onInternet()) {
      ObjectNode port = ports.addObject().put("name", name).put("interface", port(name));
      port.set("line", line(lineOf(name)));
    }
    return plan.toPrettyString();
  }

  static ObjectNode line(Line line) {
    return JSON.createObjectNode()
        .put("delay", line.delay().toNanos() / 1000)
        .put("jitter", line.jitter().toNanos() / 1000)
        .put("loss", Math.round(line.loss() * 1_000_000))
        .put("rate", line.kilobits());
  }

  /** Who has a line of its own: gateways, and machines on the internet. */
  List<String> onInternet() {
    List<String> names = new ArrayList<>();
    topology.homes().forEach(home -> names.add(home.name()));
    topology.machines().stream()
        .filter(Machine::isOnInternet)
        .forEach(machine -> names.add(machine.name()));
    return names;
  }

  Line lineOf(String name) {
    return topology
        .home(name)
        .map(Home::line)
        .or(() -> topology.machine(name).filter(Machine::isOnInternet).map(Machine::line))
        .orElseThrow(() -> new IllegalArgumentException(name + " has no line of its own"));
  }

  private String port(String name) {
    return "p" + onInternet().indexOf(name);
  }

  private List<String> links() {
    List<String> links = new ArrayList<>();
    for (String name : onInternet()) {
      String there = topology.home(name).isPresent() ? "wan" : "eth0";
      String here = port(name);
      links.add("link add " + here + " type veth peer name " + there + " netns " + name);
      links.add("link set " + here + " arp off up");
    }
    for (Home home : topology.homes()) {
      List<Machine> inside = topology.inside(home.name());
      for (int i = 0; i < inside.size(); i++) {
        Machine machine = inside.get(i);
        links.add(
            String.format(
                "link add l%d netns %s type veth peer name eth%d netns %s",
                i, home.name(), machine.homes().indexOf(home.name()), machine.name()));
      }
    }
    return links;
  }

  private void add(ObjectNode space, Home home) {
    Map<String, String> settings = settings(home.has(Family.IPV6));
    settings.put("net/ipv4/ip_forward", "1");
    if (home.has(Family.IPV6)) {
      settings.put("net/ipv6/conf/all/forwarding", "1");
    }
    List<String> interfaces = new ArrayList<>(List.of("wan"));
    List<String> commands = new ArrayList<>();
    commands.add("link set lo up");
    commands.add("link add lan type bridge forward_delay 0 mcast_snooping 0");
    for (int i = 0; i < topology.inside(home.name()).size(); i++) {
      interfaces.add("l" + i);
      commands.add("link set l" + i + " master lan up");
    }
    commands.add("link set lan up");
    Addresses addresses = Addresses.of(topology, home.name());
    for (Family family : home.families()) {
      String gateway = addresses.gateway(family);
      commands.add(address(family, gateway, addresses.length(family), "lan"));
    }
    commands.addAll(outside(home, 0));
    fill(space, home.name(), settings, interfaces, commands, Rules.of(home.nat(), ""));
  }

  private void add(ObjectNode space, Machine machine) {
    List<String> interfaces = new ArrayList<>();
    List<String> commands = new ArrayList<>(List.of("link set lo up"));
    boolean ipv6 = machine.addresses().containsKey(Family.IPV6);
    if (machine.isOnInternet()) {
      interfaces.add("eth0");
    }
    for (int i = 0; i < machine.homes().size(); i++) {
      interfaces.add("eth" + i);
      ipv6 |= addresses(machine, i).home().has(Family.IPV6);
    }
    for (int i = 0; i < interfaces.size(); i++) {
      commands.addAll(attach(machine, i, number(machine, i)));
      commands.addAll(choose(machine, i, number(machine, i)));
    }
    fill(space, machine.name(), settings(ipv6), interfaces, commands, "");
  }

  /** What makes a gateway part of the internet, once more too, as after a change of address. */
  List<String> outside(Home home, int changes) {
    Addresses addresses = Addresses.of(topology, home.name());
    List<String> commands = new ArrayList<>(List.of("link set wan up"));
    for (Family family : home.families()) {
      commands.addAll(onInternet("wan", family, addresses.outside(family, changes)));
    }
    commands.addAll(toHomes("wan", home.name(), home.families()));
    return commands;
  }

  /**
   * What gives an interface its address and routes; it may be done again.
   *
   * @param number of the machine among the addresses of the home
   */
  List<String> attach(Machine machine, int place, int number) {
    String device = "eth" + place;
    List<String> commands = new ArrayList<>(List.of("link set " + device + " up"));
    if (machine.isOnInternet()) {
      machine
          .addresses()
          .forEach((family, address) -> commands.addAll(onInternet(device, family, address)));
      commands.addAll(toHomes(device, machine.name(), machine.addresses().keySet()));
      return commands;
    }
    Addresses addresses = addresses(machine, place);
    int table = FIRST_TABLE + place;
    for (Family family : addresses.home().families()) {
      String own = addresses.inside(family, number);
      String by = addresses.gateway(family) + " dev " + device;
      commands.add(address(family, own, addresses.length(family), device));
      commands.add("route replace default via " + by + " metric " + table);
      if (machine.homes().size() > 1) {
        commands.add("route replace default via " + by + " table " + table);
      }
    }
    return commands;
  }

  /**
   * Who chose an address leaves by its interface, whatever the default route is; once for each
   * address.
   */
  List<String> choose(Machine machine, int place, int number) {
    if (machine.homes().size() < 2) {
      return List.of();
    }
    Addresses addresses = addresses(machine, place);
    int table = FIRST_TABLE + place;
    return addresses.home().families().stream()
        .map(family -> "rule add from " + addresses.inside(family, number) + " lookup " + table)
        .toList();
  }

  Addresses addresses(Machine machine, int place) {
    return Addresses.of(topology, machine.homes().get(place));
  }

  /** Its place among the machines of the home. */
  int number(Machine machine, int place) {
    return machine.isOnInternet()
        ? 0
        : topology.inside(machine.homes().get(place)).indexOf(machine);
  }

  private static List<String> onInternet(String device, Family family, String address) {
    return List.of(
        address(family, address, family == Family.IPV4 ? 32 : 128, device),
        // Everyone is a neighbour: the switch is the whole internet.
        "route replace " + (family == Family.IPV4 ? "0.0.0.0/0" : "::/0") + " dev " + device);
  }

  private static String address(Family family, String address, int length, String device) {
    String detection = family == Family.IPV6 ? " nodad" : "";
    return "address replace " + address + "/" + length + " dev " + device + detection;
  }

  /** Routes to the other homes whose addresses are public. */
  private List<String> toHomes(String device, String self, Iterable<Family> families) {
    List<String> routes = new ArrayList<>();
    for (Home other : topology.homes()) {
      Addresses addresses = Addresses.of(topology, other.name());
      for (Family family : families) {
        if (!other.name().equals(self) && addresses.isRouted(family)) {
          String by = addresses.outside(family, 0) + " dev " + device + " onlink";
          routes.add("route replace " + addresses.prefix(family) + " via " + by);
        }
      }
    }
    return routes;
  }

  private static Map<String, String> settings(boolean ipv6) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("net/ipv4/conf/all/rp_filter", "0");
    settings.put("net/ipv4/conf/default/rp_filter", "0");
    if (ipv6) {
      for (String quiet : List.of("accept_dad", "accept_ra", "router_solicitations")) {
        settings.put("net/ipv6/conf/default/" + quiet, "0");
      }
    } else {
      settings.put("net/ipv6/conf/default/disable_ipv6", "1");
    }
    return settings;
  }

  private static void fill(
      ObjectNode space,
      String name,
      Map<String, String> settings,
      List<String> interfaces,
      List<String> commands,
      String rules) {
    space.put("name", name).put("rules", rules);
    settings.forEach(space.putObject("settings")::put);
    interfaces.forEach(space.putArray("interfaces")::add);
    commands.forEach(space.putArray("commands")::add);
  }
}
