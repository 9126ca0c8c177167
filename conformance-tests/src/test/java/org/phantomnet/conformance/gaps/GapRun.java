package org.phantomnet.conformance.gaps;

import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.named;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.phantomnet.conformance.capture.Frame;
import org.phantomnet.conformance.capture.Octets;
import org.phantomnet.conformance.capture.PcapException;
import org.phantomnet.conformance.capture.PcapReader;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.crash.Pause;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Lab;
import org.phantomnet.conformance.lab.LabEstate;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.Topology;

/**
 * One call between Alice, who is in reach of two networks, and Bob, over four relays and a mailbox,
 * each a machine of a lab; what happens to it, and for how long nothing was heard. One use; one
 * thread. The mailbox is on a machine of its own, so that a relay can die alone.
 */
final class GapRun implements AutoCloseable {
  static final String ALICE = "alice";
  static final String BOB = "bob";
  static final String WIFI = "wifi";
  static final String MOBILE = "mobile";
  private static final String RIGHT = "right";
  private static final List<String> HOMES = List.of(WIFI, MOBILE, RIGHT);
  private static final String POST = "192.0.2.80";
  private static final Map<String, String> RELAYS =
      Map.of(
          "north", "192.0.2.53",
          "south", "198.51.100.53",
          "west", "192.0.2.54",
          "east", "198.51.100.54");
  private static final Duration CALM = Duration.ofSeconds(3);

  /** A call that does not come back is over after 30 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(34);

  private final Path work;
  private final String mode;
  private final Lab lab;
  private final LabEstate estate;
  private final Map<String, Person> people = new LinkedHashMap<>();
  private final Map<String, Capture> captures = new LinkedHashMap<>();
  private final Object news = new Object();
  private final List<Measured> measured = new ArrayList<>();

  /**
   * Builds the lab and starts the nodes and both clients, who then know each other.
   *
   * @param mode PRIVATE or FAST
   * @param relayed whether the homes' NATs leave no direct path
   */
  GapRun(Path work, String mode, boolean relayed) throws IOException {
    this.work = work;
    this.mode = mode;
    Nat nat = relayed ? Nat.SYMMETRIC : Nat.PORT_RESTRICTED;
    List<Machine> machines = new ArrayList<>();
    machines.add(Machine.in(ALICE, WIFI, MOBILE));
    machines.add(Machine.in(BOB, RIGHT));
    machines.add(Machine.onInternet("post", POST));
    RELAYS.forEach((name, address) -> machines.add(Machine.onInternet(name, address)));
    lab =
        Lab.open(
            Topology.of(HOMES.stream().map(home -> Home.behind(nat, home)).toList(), machines),
            work.resolve("lab"));
    estate = new LabEstate(lab, work);
    try {
      startNodes();
      meet();
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** A person's client, and what it told. */
  private static final class Person {
    private final List<JsonNode> events = new ArrayList<>();
    private Optional<JsonProcess> process = Optional.empty();

    synchronized void told(JsonNode event) {
      events.add(event);
    }

    synchronized List<JsonNode> events() {
      return List.copyOf(events);
    }

    JsonProcess client() {
      return process.orElseThrow();
    }

    /** The newest snapshot of the call. */
    JsonNode call() {
      List<JsonNode> all = events();
      for (int i = all.size() - 1; i >= 0; i--) {
        if (Set.of("call", "ended").contains(all.get(i).path("event").asText())) {
          return all.get(i);
        }
      }
      throw new IllegalStateException("no call");
    }
  }

  private record Measured(
      GapEvent event, long at, long until, Duration outage, List<String> faults) {}

  Lab lab() {
    return lab;
  }

  private void startNodes() throws IOException {
    List<String> nodes = new ArrayList<>();
    RELAYS.forEach(
        (name, address) -> nodes.add(name + "=" + address + ":3478,https=8443,roles=turn+issuer"));
    nodes.add("post=" + POST + ",https=8443,roles=mailbox+directory");
    estate.startNodes(nodes);
  }

  private void meet() {
    people.put(ALICE, client(ALICE, 1));
    people.put(BOB, client(BOB, 2));
    for (Person person : people.values()) {
      await(person.client(), named("registered"), "registration");
      await(person.client(), named("calls-ready"), "ready for calls");
    }
    alice().tell("request", Map.of("who", user(BOB)));
    await(bob(), named("contact-request"), "Bob is asked");
    bob().tell("accept-contact", Map.of("who", user(ALICE)));
    await(alice(), named("contact"), "Bob consents");
  }

  private Person client(String name, long seed) {
    Person person = new Person();
    List<String> command = new ArrayList<>(estate.commands().java());
    command.addAll(
        List.of(
            GapClient.class.getName(),
            work.resolve(name).toString(),
            work.resolve("estate").resolve("client-post.json").toString(),
            "" + seed));
    JsonProcess process =
        estate.start(
            name,
            command,
            event -> {
              person.told(event);
              synchronized (news) {
                news.notifyAll();
              }
            });
    person.process = Optional.of(process);
    process.tell("open", Map.of("passphrase", "correct horse battery staple"));
    process.tell("register", Map.of("name", name));
    return person;
  }

  /**
   * Places the call; both hear each other. In Private, what crosses the homes' lines is captured.
   */
  void call() throws IOException {
    if (mode.equals("PRIVATE")) {
      for (String home : HOMES) {
        captures.put(home, lab.capture(home));
      }
    }
    alice().tell("call", Map.of("who", user(BOB), "mode", mode));
    await(bob(), phase("RINGING"), "Bob's phone rings");
    bob().tell("answer", Map.of());
    for (Person person : people.values()) {
      await(person.client(), event -> event.path("firstAudio").asBoolean(), "sound");
      await(
          person.client(),
          event -> event.path("quality").path("packetsReceived").asLong() >= 150,
          "some talk");
    }
  }

  /** Lets it happen, and waits until the call has been well for a while, or is over. */
  void happen(GapEvent event) throws IOException {
    long at = micros();
    Duration outage = event.happen(this);
    List<String> faults = settle();
    measured.add(new Measured(event, at, micros(), outage, faults));
  }

  private List<String> settle() {
    Pause.of(CALM); // the figures of a second that was well are not those of the one before
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean settled = false;
    synchronized (news) {
      while (!settled && System.nanoTime() < deadline) {
        settled = over() || people.values().stream().allMatch(this::well);
        if (!settled) {
          awaitNews(deadline - System.nanoTime());
        }
      }
    }
    Pause.of(CALM);
    List<String> faults = new ArrayList<>();
    people.forEach(
        (name, person) -> {
          JsonNode call = person.call();
          String is = call.path("phase").asText();
          if (!is.equals("CONNECTED")) {
            faults.add(name + " is " + is + " " + call.path("end").asText());
          }
          if (!call.path("mode").asText().equals(mode)) {
            faults.add(name + " is in mode " + call.path("mode").asText());
          }
        });
    return faults;
  }

  private void awaitNews(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(news, nanos);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean over() {
    return people.values().stream().anyMatch(p -> p.call().path("phase").asText().equals("ENDED"));
  }

  /** Connected, and packets arrived in the last second. */
  private boolean well(Person person) {
    List<JsonNode> figures =
        person.events().stream().filter(e -> e.has("quality") && e.has("phase")).toList();
    if (figures.size() < 2 || !person.call().path("phase").asText().equals("CONNECTED")) {
      return false;
    }
    JsonNode last = figures.get(figures.size() - 1);
    long now = received(last);
    return figures.stream()
            .filter(e -> e.path("atMicros").asLong() > micros() - 2_500_000)
            .anyMatch(e -> received(e) < now)
        && last.path("atMicros").asLong() > micros() - 2_000_000;
  }

  private static long received(JsonNode snapshot) {
    return snapshot.path("quality").path("packetsReceived").asLong();
  }

  /** Hangs up and says what each event did. */
  List<GapResult> finish() throws IOException, PcapException {
    alice().tell("hangup", Map.of());
    for (Person person : people.values()) {
      await(person.client(), phase("ENDED"), "the end");
      person.client().close();
    }
    Set<String> between = betweenHomes();
    Map<String, HeardGaps> heard = new LinkedHashMap<>();
    heard.put(BOB, HeardGaps.of(log(ALICE, "said"), log(BOB, "heard")));
    heard.put(ALICE, HeardGaps.of(log(BOB, "said"), log(ALICE, "heard")));
    List<GapResult> results = new ArrayList<>();
    for (Measured one : measured) {
      Map<String, Long> gaps = new LinkedHashMap<>();
      Map<String, Long> starts = new LinkedHashMap<>();
      long before = 0;
      for (Map.Entry<String, HeardGaps> side : heard.entrySet()) {
        HeardGaps.Gap gap = side.getValue().longest(one.at() - 200_000, one.until());
        gaps.put(side.getKey(), gap.millis());
        starts.put(side.getKey(), (gap.from() - one.at()) / 1000);
        before =
            Math.max(
                before, side.getValue().longest(one.at() - 2_000_000, one.at() - 50_000).millis());
      }
      List<String> faults = new ArrayList<>(one.faults());
      faults.addAll(between);
      results.add(
          new GapResult(one.event(), mode, gaps, starts, one.outage(), before, faults, trace(one)));
    }
    return results;
  }

  private SoundLog log(String person, String which) throws IOException {
    return SoundLog.read(work.resolve(person + "-" + which + ".log"));
  }

  /** Packets on a home's line from or to another home: none in Private, whatever happens. */
  private Set<String> betweenHomes() throws IOException, PcapException {
    Set<String> found = new LinkedHashSet<>();
    for (Capture capture : captures.values()) {
      Capture.Result result = capture.stop();
      if (result.lost() != 0) {
        found.add("the capture missed packets: it proves nothing");
      }
      for (Frame frame : PcapReader.read(result.file())) {
        Octets octets = frame.octets();
        if (octets.length() < 34 || octets.u16(12) != 0x0800) {
          continue; // no IPv4: who asks for an address
        }
        if (ofHome(octets, 26) && ofHome(octets, 30)) {
          found.add("a packet went from home to home");
        }
      }
    }
    return found;
  }

  /** The outsides of homes are 203.0.113.0/24 (Topology); their insides never leave them. */
  private static boolean ofHome(Octets frame, int at) {
    boolean outside = frame.u16(at) == (203 << 8) && frame.u8(at + 2) == 113;
    return outside || frame.u8(at) == 10;
  }

  private List<String> trace(Measured one) {
    List<String> lines = new ArrayList<>();
    Map<Long, String> sorted = new TreeMap<>();
    people.forEach(
        (name, person) -> {
          String last = "";
          for (JsonNode event : person.events()) {
            long at = event.path("atMicros").asLong();
            String what = step(event);
            if (at >= one.at() && at <= one.until() && !what.isEmpty() && !what.equals(last)) {
              sorted.merge(at, name + " " + what, (a, b) -> a + "; " + b);
            }
            last = what.isEmpty() ? last : what;
          }
        });
    sorted.forEach((at, what) -> lines.add(String.format("%6d %s", (at - one.at()) / 1000, what)));
    return lines;
  }

  private static String step(JsonNode event) {
    return switch (event.path("event").asText()) {
      case "trace" -> event.path("code").asText();
      case "mailbox" -> "mailbox " + event.path("state").asText();
      case "call", "ended" ->
          event.path("phase").asText()
              + " "
              + event.path("path").path("localType").asText()
              + "/"
              + event.path("path").path("relayOperator").asText()
              + " to "
              + event.path("path").path("remoteType").asText()
              + "/"
              + event.path("path").path("remoteOperator").asText()
              + " "
              + event.path("end").asText();
      case "error" -> "error " + event.path("code").asText();
      default -> "";
    };
  }

  /**
   * The relay whose allocation that person's packets leave by; of Fast, the other's if it has none.
   */
  String relayOf(String person) {
    JsonNode path = Optional.ofNullable(people.get(person)).orElseThrow().call().path("path");
    String own = path.path("relayOperator").asText();
    String used = own.isEmpty() ? path.path("remoteOperator").asText() : own;
    if (!RELAYS.containsKey(used)) {
      throw new AssertionError("no relay on the path: " + path);
    }
    return used;
  }

  /** SIGKILL; its machine answers what comes that nobody listens there. */
  void kill(String relay) {
    estate.node(relay).kill();
  }

  /** Cuts it off: nobody answers. */
  void silence(String relay) throws IOException {
    lab.cut(relay);
  }

  /** Alice's packets leave by the second network from now on; the first one is still there. */
  void moveDefaultRoute() throws IOException {
    String gateway = lab.address(ALICE, 1, Family.IPV4).replaceAll("\\.[0-9]+$", ".1");
    lab.run(ALICE, "ip", "route", "add", "default", "via", gateway, "dev", "eth1", "metric", "1");
  }

  /** A signal for a client and all it started. */
  void signal(String person, String name) throws IOException {
    Process process = Optional.ofNullable(people.get(person)).orElseThrow().client().process();
    List<String> command = new ArrayList<>(List.of("kill", "-" + name, "" + process.pid()));
    process.descendants().forEach(child -> command.add("" + child.pid()));
    try {
      if (new ProcessBuilder(command).start().waitFor() != 0) {
        throw new IOException("not signalled");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonProcess alice() {
    return Optional.ofNullable(people.get(ALICE)).orElseThrow().client();
  }

  private JsonProcess bob() {
    return Optional.ofNullable(people.get(BOB)).orElseThrow().client();
  }

  private static String user(String name) {
    return name + "@" + POST + ":8443";
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public void close() {
    estate.close();
    lab.close();
  }
}
