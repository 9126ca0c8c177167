package org.phantomnet.conformance.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A topology that is there: each machine and each gateway a network namespace of this machine,
 * inside namespaces that nothing else is in. Nothing outside is touched, and nothing of it outlives
 * {@link #close} or this process: what still runs on its machines then is killed. For one thread;
 * an {@link IOException} says what the system refused.
 *
 * <pre>{@code
 * try (Lab lab = Lab.open(Topology.twoHomes(left, right), work)) {
 *   Capture capture = lab.capture("alice");
 *   lab.run("alice", "ping", "-c", "1", lab.address("north", Family.IPV4));
 *   lab.cut("left");
 *   Path pcap = capture.stop().file();
 * }
 * }</pre>
 */
public final class Lab implements AutoCloseable {
  private static final String PYTHON = "/usr/bin/python3";
  private static final List<String> SCRIPTS =
      List.of("build.py", "switch.py", "ring.py", "capture.py", "rebind.py", "udp.py", "stream.py");

  /**
   * Where outside ports come from after a rebinding, by turns. A NAT keeps an inside port that is
   * within them, so there are none of those that systems give out (32768 and above).
   */
  private static final List<String> OTHER_PORTS = List.of(":10000-19999", ":20000-29999");

  private final Topology topology;
  private final Path work;
  private final Plan plan;
  private final Talk holder;
  private final Map<String, Line> lines = new HashMap<>();
  private final Map<String, Nat> nats = new HashMap<>();
  private final Map<String, Integer> changes = new HashMap<>();
  private final Map<String, Integer> rebindings = new HashMap<>();
  private int captures;

  private Lab(Topology topology, Path work) throws IOException {
    this.topology = topology;
    this.work = work;
    plan = new Plan(topology);
    plan.onInternet().forEach(name -> lines.put(name, plan.lineOf(name)));
    for (String script : SCRIPTS) {
      copy(script);
    }
    Path written = work.resolve("plan.json");
    Files.writeString(written, plan.toJson());
    List<String> command = new ArrayList<>(Rights.unshare());
    command.addAll(List.of(PYTHON, work.resolve("build.py").toString(), written.toString()));
    holder = new Talk(command, errors("lab"));
    try {
      holder.await("ready");
    } catch (IOException e) {
      holder.close();
      throw e;
    }
  }

  /**
   * Builds it.
   *
   * @param work for its scripts and captures; made if it is not there
   */
  public static Lab open(Topology topology, Path work) throws IOException {
    return new Lab(topology, Files.createDirectories(work.toAbsolutePath()));
  }

  public Topology topology() {
    return topology;
  }

  /** The command that runs a command on a machine; a gateway is one too. */
  public List<String> on(String machine, List<String> command) {
    if (!topology.names().contains(machine)) {
      throw new IllegalArgumentException("there is no machine " + machine);
    }
    List<String> entering = new ArrayList<>(Rights.enter(holder.pid()));
    entering.addAll(List.of("ip", "netns", "exec", machine));
    entering.addAll(command);
    return entering;
  }

  /** As {@link #on(String, List)}. */
  public List<String> on(String machine, String... command) {
    return on(machine, List.of(command));
  }

  /** Runs a command on a machine to its end; its output, or an {@link IOException} with it. */
  public String run(String machine, String... command) throws IOException {
    return feed(machine, "", command);
  }

  /** The address of a machine in its (first) home or on the internet, or of a gateway outside. */
  public String address(String name, Family family) {
    return topology
        .home(name)
        .map(home -> Addresses.of(topology, name).outside(family, changes(name)))
        .orElseGet(() -> address(machine(name), 0, family));
  }

  /**
   * The address of a machine in one of its homes.
   *
   * @param place of the home among the machine's, from 0
   */
  public String address(String name, int place, Family family) {
    return address(machine(name), place, family);
  }

  /** Captures what a machine sends and receives from now on; at a gateway, on its outside. */
  public Capture capture(String machine) throws IOException {
    String name = machine + "-" + ++captures;
    Path file = work.resolve(name + ".pcap");
    List<String> command = new ArrayList<>(script("capture.py", file.toString()));
    if (topology.home(machine).isPresent()) {
      command.add("wan");
    }
    return new Capture(on(machine, command), file, errors(name));
  }

  /** Sockets on a machine, to send datagrams by hand. */
  public UdpProbe udp(String machine, Family family) throws IOException {
    List<String> command = script("udp.py", family == Family.IPV6 ? "6" : "4");
    return new UdpProbe(on(machine, command), errors("udp-" + machine + "-" + family));
  }

  /** Changes the line of a home or of a machine on the internet; mends one that was cut. */
  public void line(String name, Line line) throws IOException {
    plan.lineOf(name);
    lines.put(name, line);
    tell(name, line, false);
  }

  /** Lets nothing through any more, which no machine can see but by the silence. */
  public void cut(String name) throws IOException {
    tell(name, lines.getOrDefault(name, plan.lineOf(name)), true);
  }

  /** Undoes {@link #cut}. */
  public void mend(String name) throws IOException {
    line(name, lines.getOrDefault(name, plan.lineOf(name)));
  }

  /**
   * Takes down an interface, which its machine sees.
   *
   * @param place of the home among the machine's, from 0
   */
  public void down(String machine, int place) throws IOException {
    machine(machine);
    run(machine, "ip", "link", "set", "eth" + place, "down");
  }

  /** Undoes {@link #down}: with address and routes. */
  public void up(String machine, int place) throws IOException {
    batch(machine, plan.attach(machine(machine), place, number(machine(machine), place)));
  }

  /**
   * Gives a machine, or a gateway outside, other addresses in place of those it has, as a network
   * does that is left for another one. Connections of the old addresses are not told.
   */
  public void renumber(String name) throws IOException {
    if (changes(name) == Addresses.MOST_CHANGES) {
      throw new IllegalStateException(name + " has had all the addresses there are");
    }
    boolean isGateway = topology.home(name).isPresent();
    String device = isGateway ? "wan" : "eth0";
    List<String> commands =
        new ArrayList<>(List.of("address flush dev " + device + " scope global"));
    changes.merge(name, 1, Integer::sum);
    if (isGateway) {
      Home home = topology.home(name).orElseThrow();
      if (home.nat() == Nat.OPEN || home.has(Family.IPV6)) {
        throw new IllegalArgumentException("the routes to " + name + " name its address");
      }
      commands.addAll(plan.outside(home, changes(name)));
    } else if (machine(name).isOnInternet()) {
      throw new IllegalArgumentException("the address of " + name + " is the topology's");
    } else {
      Machine machine = machine(name);
      commands.addAll(plan.attach(machine, 0, number(machine, 0)));
      commands.addAll(plan.choose(machine, 0, number(machine, 0)));
    }
    batch(name, commands);
  }

  /** Makes a home's NAT forget its mappings, and take other outside ports for the next ones. */
  public void rebind(String home) throws IOException {
    Nat nat = nat(home);
    int turn = rebindings.merge(home, 1, Integer::sum) - 1;
    String rules = Rules.of(nat, OTHER_PORTS.get(turn % OTHER_PORTS.size()));
    feed(home, rules, script("rebind.py").toArray(String[]::new));
  }

  /**
   * Puts a NAT of another kind in place of a home's: for flows that begin from now on; older ones
   * keep their mappings, so that what is connected stays so.
   */
  public void nat(String home, Nat nat) throws IOException {
    if (nat == Nat.OPEN || nat(home) == Nat.OPEN) {
      throw new IllegalArgumentException("without NAT " + home + " has other addresses");
    }
    feed(home, Rules.of(nat, ""), "/usr/sbin/nft", "-f", "-");
    nats.put(home, nat);
  }

  private Nat nat(String home) {
    Nat built = topology.home(home).orElseThrow(() -> new IllegalArgumentException(home)).nat();
    return nats.getOrDefault(home, built);
  }

  /** What has passed a line so far, and what was lost. */
  public LineCount count(String name) throws IOException {
    plan.lineOf(name);
    holder.tell(Plan.line(Line.PERFECT).put("do", "count"));
    return LineCount.of(holder.await("count").path("ports").path(name));
  }

  /** How a person enters a machine, for a shell. */
  public String entrance(String machine) {
    return String.join(" ", on(machine, "sh"));
  }

  @Override
  public void close() {
    holder.close();
  }

  private void tell(String name, Line line, boolean cut) throws IOException {
    ObjectNode command = Plan.line(line).put("do", "line").put("port", name).put("cut", cut);
    holder.tell(command);
    holder.await("line");
  }

  private String address(Machine machine, int place, Family family) {
    String own = machine.addresses().get(family);
    return own != null
        ? own
        : plan.addresses(machine, place).inside(family, number(machine, place));
  }

  private Machine machine(String name) {
    return topology
        .machine(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no machine " + name));
  }

  private int number(Machine machine, int place) {
    int changed = place == 0 ? changes(machine.name()) : 0;
    return changed == 0 ? plan.number(machine, place) : Topology.MOST_IN_A_HOME + changed;
  }

  private int changes(String name) {
    return changes.getOrDefault(name, 0);
  }

  private void batch(String machine, List<String> commands) throws IOException {
    feed(machine, String.join("\n", commands) + "\n", "ip", "-batch", "-");
  }

  /** Where a program's standard error goes. */
  Path errors(String program) {
    return work.resolve(program + ".err");
  }

  List<String> script(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(PYTHON, work.resolve(name).toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private String feed(String machine, String input, String... command) throws IOException {
    Process process = new ProcessBuilder(on(machine, command)).redirectErrorStream(true).start();
    try (OutputStream to = process.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " on " + machine + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return output;
  }

  private void copy(String script) throws IOException {
    try (InputStream in = Lab.class.getResourceAsStream(script)) {
      if (in == null) {
        throw new IOException(script + " is missing from the build");
      }
      Files.write(work.resolve(script), in.readAllBytes());
    }
  }
}
