package org.phantomnet.conformance.capture;

import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Speech;

/**
 * A chat and a call in Private mode between two homes, with all that crosses the two machines and
 * their homes' gateways captured. One use; one thread.
 */
final class CapturedCall implements AutoCloseable {
  private static final String HELLO = "the harbour at nine, bring the violin";
  private static final String ANSWER = "with the second bow and both letters";
  private static final int TALK_PACKETS = 150;

  private final Path work;
  private final CapturedEstate estate;
  private Instant accepted = Instant.MAX;

  CapturedCall(Path work) throws IOException {
    this.work = work;
    estate =
        new CapturedEstate(
            work, Home.behind(Nat.PORT_RESTRICTED, "left"), Home.behind(Nat.SYMMETRIC, "right"));
  }

  /** Starts relays and mailbox. */
  void startEstate() throws IOException {
    estate.start();
  }

  /** Starts an attacker on a relay's machine, who answers in the relay's place. */
  void redirect(String relay, String elsewhere) throws IOException {
    Attacker.start(
        estate, work, relay, "redirect.py", estate.lab().address(relay, Family.IPV4), elsewhere);
  }

  /** From the first packet to the last: register, meet, write, call, talk, hang up, quit. */
  void chatAndCall() throws IOException {
    estate.capture("alice", "bob", "left", "right");
    estate.meet();
    JsonProcess alice = estate.client("alice");
    JsonProcess bob = estate.client("bob");
    alice.tell("call", Map.of("who", estate.user("bob"), "mode", "PRIVATE"));
    await(bob, phase("RINGING"), "Bob's phone rings");
    // The way over both relays is there, and nobody has accepted: what they write meanwhile takes
    // its time, in which no media may cross.
    for (JsonProcess side : List.of(alice, bob)) {
      await(side, event -> event.path("transportConnected").asBoolean(), "the path");
      await(side, event -> event.path("keysConfirmed").asBoolean(), "the keys");
    }
    estate.say("alice", HELLO);
    estate.say("bob", ANSWER);
    accepted = Instant.now();
    bob.tell("answer", Map.of());
    for (JsonProcess side : List.of(alice, bob)) {
      await(side, event -> event.path("firstAudio").asBoolean(), "sound");
      await(
          side,
          event -> event.path("quality").path("packetsReceived").asLong() >= TALK_PACKETS,
          "some talk");
    }
    alice.tell("hangup", Map.of());
    for (JsonProcess side : List.of(alice, bob)) {
      await(side, phase("ENDED"), "the end");
    }
    estate.quit();
  }

  /**
   * Sends one packet to the other person's machine: a capture that does not show it is no proof.
   */
  void leak(String person) throws IOException {
    String home = CapturedEstate.homeOf(CapturedEstate.other(person));
    estate
        .lab()
        .run(
            person,
            "/usr/bin/python3",
            "-c",
            "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('"
                + estate.lab().address(home, Family.IPV4)
                + "', 9))");
  }

  /** The report on a person's machine, under Private mode's policy. */
  WireReport at(String person) throws IOException, PcapException {
    Host own = estate.host(person, Family.IPV4);
    String gateway = own.toString().replaceAll("\\.[0-9]+$", ".1");
    return report(person, own, Set.of(Host.of(gateway)));
  }

  /** The report on the outside of a home, under the same policy: its neighbours are the servers. */
  WireReport outside(String gateway) throws IOException, PcapException {
    return report(gateway, estate.host(gateway, Family.IPV4), estate.servers().hosts());
  }

  private WireReport report(String machine, Host own, Set<Host> routers)
      throws IOException, PcapException {
    WirePolicy policy =
        new WirePolicy(
            Set.of(own),
            routers,
            estate.servers().endpoints(),
            estate.servers().relays(),
            new WirePolicy.Media(Optional.of(accepted), Optional.of(accepted)),
            Optional.empty());
    return WireAudit.of(estate.frames(machine), new Vantage(Optional.empty(), Set.of(own)), policy);
  }

  Instant accepted() {
    return accepted;
  }

  /** When a client says that its gate opened; the gate itself opened a little before. */
  Instant gateOpened(String person) {
    JsonNode event =
        await(
            estate.client(person),
            e -> e.path("code").asText().equals("GATE_OPENED"),
            "the gate of " + person);
    return Instant.EPOCH.plus(event.path("atMicros").asLong(), ChronoUnit.MICROS);
  }

  /** All that was said, written or named, and must not be readable on the wire at a person's. */
  KnownPlaintext known(String person) {
    KnownPlaintext known =
        new KnownPlaintext()
            .text("the line", HELLO)
            .text("the answer", ANSWER)
            .text("the passphrase", CapturedEstate.PASSPHRASE);
    networkOfOther(person).forEach(host -> known.text("the other's address", host.toString()));
    CapturedEstate.NAMES.values().forEach(name -> known.text("the name " + name, name));
    JsonNode call = await(estate.client(person), phase("CONNECTED"), "the call");
    known.octets("the call's id", HexFormat.of().parseHex(call.path("call").asText()));
    for (Speech voice : Speech.values()) {
      Sound sound = voice.sound();
      known.sound(sound.pcm16()).sound(sound.at(48_000).pcm16()).sound(sound.at(8_000).pcm16());
    }
    return known;
  }

  /** The addresses of the other person's machine and of the outside of their home. */
  Set<Host> networkOfOther(String person) {
    String other = CapturedEstate.other(person);
    return Set.of(
        estate.host(other, Family.IPV4), estate.host(CapturedEstate.homeOf(other), Family.IPV4));
  }

  @Override
  public void close() {
    estate.close();
  }
}
