package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaEndpoint.StunServer;
import org.phantomnet.engine.port.MediaSession.SelectedPath;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;

/** Fast between real engines on machines with addresses of their own. Linux. */
class FastCallTest {
  private static final String ALICE = "192.0.2.10";
  private static final String BOB = "198.51.100.10";
  private static final String RELAY = "198.51.100.1";
  private static final StunServer STUN = stun(203, 0, 113, 1);

  @TempDir private static Path work = Path.of(".");
  private static Optional<Street> street = Optional.empty();
  private static Tone alicesAudio = new Tone(440);
  private static Tone bobsAudio = new Tone(700);
  private static Optional<DesktopEngine> alices = Optional.empty();
  private static Optional<DesktopEngine> bobs = Optional.empty();

  private final MemoryRelay relay = new MemoryRelay();
  private final Side alice = new Side(relay, 50_001);
  private final Side bob = new Side(relay, 50_002);

  @BeforeAll
  static void build() throws IOException {
    Assumptions.assumeTrue(Street.possible("FastCallTest"), "see standard error");
    street = Optional.of(Street.open(work));
    alices = Optional.of(engine("alice", alicesAudio));
    bobs = Optional.of(engine("bob", bobsAudio));
  }

  private static DesktopEngine engine(String machine, Tone audio) {
    return new DesktopEngine(
        new ChildLauncher(street().at(machine), ChildLauncher.java(), work, true), audio);
  }

  private static Street street() {
    return street.orElseThrow();
  }

  @AfterAll
  static void remove() {
    alices.ifPresent(DesktopEngine::close);
    bobs.ifPresent(DesktopEngine::close);
    street.ifPresent(Street::close);
  }

  @AfterEach
  void hangUp() {
    for (Side side : List.of(alice, bob)) {
      side.session.ifPresent(
          session -> {
            session.close();
            Side.await(side.released);
          });
    }
    relay.close();
  }

  /** The caller's parameters, the person's accept, the callee's; candidates are not told yet. */
  private void acceptCall() {
    alice.openFast(alices.orElseThrow(), STUN, Optional.empty());
    bob.openFast(bobs.orElseThrow(), STUN, Optional.of(alice.asRemote()));
    alice.session().connect(bob.asRemote());
  }

  private void tellCandidates() {
    alice.trickleTo(bob);
    bob.trickleTo(alice);
  }

  @Test
  @Covers({"ENG-18", "ENG-40", "ENG-72", "ENG-75", "ENG-77", "ENG-78"})
  @Adversary({"ADV-34", "ADV-36"})
  void call_goesDirect_isHeard_andTouchesNobodyElse() throws Exception {
    long toEve = street().received("eve");
    acceptCall();
    long start = System.nanoTime();
    tellCandidates();

    SelectedPath path = Side.await(alice.connected);
    Side.await(bob.connected);
    long connected = System.nanoTime();
    alice.session().openGate();
    bob.session().openGate();
    Side.await(alice.firstAudio);
    Side.await(bob.firstAudio);
    long heard = System.nanoTime();

    System.out.printf(
        "Fast: candidates told to connected %d ms, to first audio %d ms%n",
        (connected - start) / 1_000_000, (heard - start) / 1_000_000);
    assertTrue(Set.of("host", "srflx", "prflx").contains(path.localType()), path.toString());
    assertTrue(alicesAudio.loud.await(10, TimeUnit.SECONDS));
    assertTrue(alicesAudio.ratio(700, 440) > 20);
    assertOnly(alice, ALICE);
    assertOnly(bob, BOB);
    assertEquals(0, alice.tunnel.bindings.get() + bob.tunnel.bindings.get());
    assertEquals(toEve, street().received("eve"));
    assertEquals(List.of(), Side.await(alice.gathered).candidates());
    assertFalse(Side.await(alice.gathered).isolated());
  }

  @Test
  @Covers("ENG-76")
  @Adversary("ADV-33")
  void caller_beforeConnect_hasNoSocketBeyondLoopback_andSendsNothing() throws Exception {
    long sent = street().sent("alice");

    alice.openFast(alices.orElseThrow(), STUN, Optional.empty());
    Side.await(alice.gathered);

    assertFalse(alice.tunnel.media.tryAcquire(500, TimeUnit.MILLISECONDS)); // time to do wrong

    Path net = Path.of("/proc", Long.toString(alice.child().pid()), "net");
    for (String kind : List.of("udp", "udp6", "tcp", "tcp6", "raw", "raw6")) {
      assertEquals(List.of(), beyondLoopback(net.resolve(kind)), kind);
    }
    assertEquals(sent, street().sent("alice"));
    assertEquals(List.of(), alice.found);
    assertEquals(0, alice.tunnel.packets.get());
  }

  /** On a direct path no tunnel drops what comes early: the child itself must send nothing. */
  @Test
  @Covers({"ENG-19", "ENG-50"})
  @Adversary("ADV-58")
  void gateOpenedByTheOtherSideOnly_sendsNothingBack_andOpensNoDevice() throws Exception {
    acceptCall();
    tellCandidates();
    Side.await(alice.connected);
    Side.await(bob.connected);
    final int opened = alicesAudio.everOpened.get();

    bob.session().openGate();
    final long bobs = street().sent("bob");
    final long alices = street().sent("alice");
    assertFalse(alice.tunnel.media.tryAcquire(1, TimeUnit.SECONDS));
    final long fromAlice = street().sent("alice") - alices;

    assertTrue(street().sent("bob") - bobs > 40, "50 packets a second are speech");
    assertTrue(fromAlice < 25, () -> fromAlice + " packets are more than ICE needs");
    assertEquals(opened, alicesAudio.everOpened.get());
    assertFalse(alice.firstAudio.isDone());
    alice.session().openGate();
    Side.await(alice.firstAudio);
    Side.await(bob.firstAudio);
  }

  /** The control of the counts above. */
  @Test
  @Adversary("ADV-36")
  void candidate_thatWasAdmitted_isSentTo() throws Exception {
    long toEve = street().received("eve");
    acceptCall();

    alice
        .session()
        .addCandidates(
            List.of(
                new Candidate(
                    CandidateType.HOST,
                    TransportProtocol.UDP,
                    ip(198, 51, 100, 66),
                    40_000,
                    7))); // libwebrtc itself refuses ports below 1024

    await(() -> street().received("eve") > toEve); // a process a look: it does not spin
    assertFalse(beyondLoopback(Path.of("/proc/" + alice.child().pid() + "/net/udp")).isEmpty());
  }

  @Test
  @Covers("ENG-72")
  void peer_whoseCandidatesAreUnknown_isPeerReflexive() {
    acceptCall();

    alice.trickleTo(bob);

    assertEquals("prflx", Side.await(alice.connected).remoteType());
    assertEquals("host", Side.await(bob.connected).remoteType());
  }

  @Test
  @Covers("ENG-74")
  @Adversary("ADV-38")
  void directPathBlocked_goesOverTheRelay_andBackWhenItIsFree() throws Exception {
    street().run("sh", "-c", "echo 0 >/proc/sys/net/ipv4/ip_forward");
    try {
      acceptCall();
      tellCandidates();

      SelectedPath path = Side.await(alice.connected);
      Side.await(bob.connected);

      assertEquals("relay", path.localType());
      alice.session().openGate();
      bob.session().openGate();
      Side.await(alice.firstAudio);
      street().run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
      await(() -> !alice.paths.get(alice.paths.size() - 1).localType().equals("relay"));
    } finally {
      street().run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
    }
  }

  @Test
  @Covers({"ENG-72", "ENG-75"})
  @Adversary("ADV-35")
  void machineWithTwoInterfaces_namesTheDefaultRoutesOnly() {
    try (DesktopEngine cafe = engine("cafe", alicesAudio)) {
      alice.openFast(alices.orElseThrow(), STUN, Optional.empty());
      MediaEndpoint.Remote caller = alice.asRemote();
      bob.openFast(cafe, stun(192, 0, 2, 129), Optional.of(caller));

      await(() -> addresses(bob).contains(RELAY) && types(bob).size() == 3);

      assertEquals(Set.of("192.0.2.140", "2001:db8:1:0:0:0:0:10", RELAY), addresses(bob));
      assertEquals(
          Set.of(CandidateType.HOST, CandidateType.SERVER_REFLEXIVE, CandidateType.RELAY),
          types(bob));
      bob.session().close();
      Side.await(bob.released);
    }
  }

  /** Once a direct path is found, libwebrtc may not wait for the relay. */
  private static void assertOnly(Side side, String own) {
    assertTrue(addresses(side).contains(own));
    assertTrue(Set.of(own, RELAY).containsAll(addresses(side)));
  }

  private static Set<CandidateType> types(Side side) {
    return side.found.stream().map(Candidate::type).collect(Collectors.toSet());
  }

  private static Set<String> addresses(Side side) {
    return side.found.stream().map(c -> text(c.address())).collect(Collectors.toSet());
  }

  private static String text(Bytes address) {
    try {
      return java.net.InetAddress.getByAddress(address.toByteArray()).getHostAddress();
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Lines of sockets whose local address is not 127.0.0.1 or its IPv6 form. */
  private static List<String> beyondLoopback(Path sockets) throws IOException {
    return Files.readString(sockets, StandardCharsets.US_ASCII)
        .lines()
        .skip(1)
        .filter(line -> !line.matches(" *[0-9]+: ([0-9A-F]{24})?0100007F:.*"))
        .toList();
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(Condition condition) {
    CompletableFuture<Boolean> done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                while (!condition.holds()) {
                  Thread.onSpinWait();
                }
                return true;
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Side.await(done);
  }

  private static StunServer stun(int... octets) {
    return new StunServer(ip(octets), StunEcho.PORT);
  }

  private static Bytes ip(int... octets) {
    byte[] address = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      address[i] = (byte) octets[i];
    }
    return Bytes.copyOf(address);
  }
}
