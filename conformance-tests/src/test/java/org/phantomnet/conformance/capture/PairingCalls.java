package org.phantomnet.conformance.capture;

import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Speech;
import org.phantomnet.protocol.signal.CallMode;

/**
 * A chat, and rounds of calls between homes whose NATs may change from round to round, with all
 * that crosses machines and gateways captured. One thread; the calls of a round are placed at once,
 * each by a thread of its own.
 */
final class PairingCalls implements AutoCloseable {
  /** So long it rings in Fast, in which nobody may be asked for an address, nor the other told. */
  private static final Duration RINGS = Duration.ofMillis(2_500);

  /** A gate's event is written once the gate is open: the first packet may be a little ahead. */
  private static final Duration EVENT_IS_LATE = Duration.ofMillis(100);

  /** Longer than ICE takes to find its best pair, and the client to say so (ENG-74). */
  private static final int TALK_PACKETS = 175;

  /** Once the path is the best there is. */
  private static final int SHORT_TALK_PACKETS = 75;

  /** A client has four grants for each relay, and who calls in Private cannot choose (GRANT-5). */
  private static final int FEW_CALLS = 3;

  private static final int MOST_SHOWN = 12;
  private static final String HELLO = "the ferry at noon, no umbrella";
  private static final String ANSWER = "then by the second bridge";

  private final List<List<Pairing>> rounds;
  private final CapturedEstate estate;
  private final Map<String, Nat> nats = new HashMap<>();
  private final List<PlacedCall> calls = new ArrayList<>();
  private final CallsOnWire wire;
  private final ExecutorService lines = Executors.newCachedThreadPool();

  PairingCalls(Path work, Servers servers, List<List<Pairing>> rounds) throws IOException {
    this.rounds = rounds;
    Map<String, Home> homes = new LinkedHashMap<>();
    for (String person : Pairing.people(rounds)) {
      Pairing first = Pairing.first(rounds, person);
      Nat nat = first.nat(person);
      homes.put(
          person, new Home("of-" + person, nat, first.families(), Home.behind(nat, "x").line()));
      nats.put(person, nat);
    }
    estate = new CapturedEstate(work, servers, homes);
    wire = new CallsOnWire(estate, calls);
  }

  /** Starts everything, and a chat: from the first packet on all is captured. */
  void start() throws IOException {
    estate.start();
    for (String person : estate.people()) {
      estate.capture(person, estate.home(person).name());
    }
    estate.register(Map.of());
    Set<Set<String>> pairs = new LinkedHashSet<>();
    Pairing.all(rounds).forEach(pairing -> pairs.add(Set.copyOf(pairing.people())));
    estate.befriend(pairs);
    Pairing first = rounds.get(0).get(0);
    estate.say(first.left(), first.right(), HELLO);
    estate.say(first.right(), first.left(), ANSWER);
  }

  /** All rounds: each call rings, is answered, both speak and hear, the caller hangs up. */
  void call(CallMode mode) throws IOException {
    if (!calls.isEmpty()) {
      settle();
      estate.restart(whoCallOften());
    }
    for (List<Pairing> round : rounds) {
      for (Pairing pairing : round) {
        for (String person : pairing.people()) {
          change(person, pairing.nat(person));
        }
      }
      List<CompletableFuture<PlacedCall>> placed =
          round.stream()
              .map(pairing -> CompletableFuture.supplyAsync(() -> call(mode, pairing), lines))
              .toList();
      placed.forEach(call -> calls.add(call.join()));
    }
  }

  /** Until nothing of the calls before is on its way any more. */
  private void settle() {
    JsonProcess any = estate.client(rounds.get(0).get(0).left());
    any.await(any.mark(), CallsOnWire.LAST_WORDS, event -> false);
  }

  /** More often than there are grants for, if they do it all again. */
  private List<String> whoCallOften() {
    return Pairing.people(rounds).stream()
        .filter(
            person ->
                Pairing.all(rounds).filter(p -> p.people().contains(person)).count() > FEW_CALLS)
        .toList();
  }

  private PlacedCall call(CallMode mode, Pairing pairing) {
    Map<String, Integer> marks = new HashMap<>();
    pairing.people().forEach(person -> marks.put(person, estate.client(person).mark()));
    Instant rang = Instant.now();
    // By turns: a device rings for a contact three times in five minutes and no more (RING-3).
    String caller = mode == CallMode.FAST ? pairing.left() : pairing.right();
    String callee = pairing.other(caller);
    JsonProcess called = estate.client(callee);
    estate.client(caller).tell("call", Map.of("who", estate.user(callee), "mode", mode.name()));
    JsonNode ringing =
        await(called, marks.getOrDefault(callee, 0), phase("RINGING"), "the phone rings");
    // What is told late of the call before must not count for this one.
    Predicate<JsonNode> ofCall =
        event -> event.path("call").asText().equals(ringing.path("call").asText());
    if (mode == CallMode.FAST) {
      called
          .await(called.mark(), RINGS, event -> event.path("transportConnected").asBoolean())
          .ifPresent(
              event -> {
                throw new AssertionError("connected before the accept: " + event);
              });
    } else {
      // The way over both relays is there before anybody accepts, and no media may cross it.
      for (String person : pairing.people()) {
        int mark = marks.getOrDefault(person, 0);
        JsonProcess side = estate.client(person);
        await(side, mark, ofCall.and(e -> e.path("transportConnected").asBoolean()), "the path");
        await(side, mark, ofCall.and(e -> e.path("keysConfirmed").asBoolean()), "the keys");
      }
    }
    Instant accepted = Instant.now();
    called.tell("answer", Map.of());
    PlacedCall.Builder call = new PlacedCall.Builder(mode, pairing, rang, accepted);
    for (String person : pairing.people()) {
      JsonProcess side = estate.client(person);
      int mark = marks.getOrDefault(person, 0);
      call.connected(at(await(side, mark, ofCall.and(phase("CONNECTED")), "the connection")));
      JsonNode gate =
          await(side, mark, e -> e.path("code").asText().equals("GATE_OPENED"), "the gate");
      call.gate(person, at(gate).minus(EVENT_IS_LATE));
      call.audio(at(await(side, mark, ofCall.and(e -> e.path("firstAudio").asBoolean()), "sound")));
      await(side, mark, ofCall.and(e -> hasTalked(mode, pairing, e)), "some talk");
    }
    estate.client(caller).tell("hangup", Map.of());
    for (String person : pairing.people()) {
      int mark = marks.getOrDefault(person, 0);
      JsonNode end = await(estate.client(person), mark, ofCall.and(phase("ENDED")), "the end");
      call.path(
          person,
          end.path("path").path("localType").asText(),
          end.path("path").path("remoteType").asText());
    }
    return call.ended(Instant.now());
  }

  /** Until ICE cannot find a better path any more. */
  private static boolean hasTalked(CallMode mode, Pairing pairing, JsonNode call) {
    JsonNode path = call.path("path");
    boolean direct =
        path.has("localType")
            && !path.path("localType").asText().equals("relay")
            && !path.path("remoteType").asText().equals("relay");
    boolean best = mode != CallMode.FAST || (!pairing.needsRelay() && direct);
    return call.path("quality").path("packetsReceived").asLong()
        >= (best ? SHORT_TALK_PACKETS : TALK_PACKETS);
  }

  private void change(String person, Nat nat) throws IOException {
    if (nats.put(person, nat) != nat) {
      estate.lab().nat(estate.home(person).name(), nat);
    }
  }

  private static Instant at(JsonNode event) {
    return Instant.EPOCH.plus(event.path("atMicros").asLong(), ChronoUnit.MICROS);
  }

  /** Ends all clients; the captures then are complete. */
  void quit() {
    estate.quit();
  }

  List<PlacedCall> placed() {
    return List.copyOf(calls);
  }

  CallsOnWire wire() {
    return wire;
  }

  /** What is wrong with a call, with the packets; empty if nothing is. */
  List<String> faults(PlacedCall call) throws IOException, PcapException {
    List<String> faults = new ArrayList<>();
    boolean relayed = call.mustBeRelayed();
    if (call.direct() == relayed) {
      faults.add("not the path of its mode and NATs");
    }
    for (String person : call.pairing().people()) {
      long direct = wire.directSound(call, person);
      if (direct > 0 == relayed) {
        faults.add(direct + " packets of sound between the homes, at " + person);
      }
    }
    List<Violation> outside = wire.violations(call);
    outside.stream()
        .limit(MOST_SHOWN)
        .forEach(violation -> faults.add("outside the policy: " + violation.shown()));
    if (!faults.isEmpty()) {
      faults.add(0, call.row(outside.size()));
      for (String person : call.pairing().people()) {
        faults.add(wire.flows(call, person));
      }
    }
    return faults;
  }

  /** What any client told or wrote in which an address of a home stands (ADV-35). */
  List<String> wordsWithAddresses() throws IOException {
    Set<String> addresses = new TreeSet<>();
    for (String person : estate.people()) {
      for (Family family : estate.home(person).families()) {
        addresses.add(estate.lab().address(person, family));
        addresses.add(estate.lab().address(estate.home(person).name(), family));
      }
    }
    List<String> found = new ArrayList<>();
    for (String person : estate.people()) {
      List<String> words = estate.words(person);
      if (words.isEmpty()) {
        throw new IOException("nothing was told: this proves nothing");
      }
      words.stream()
          .filter(line -> addresses.stream().anyMatch(line::contains))
          .forEach(line -> found.add(person + ": " + line));
    }
    return found;
  }

  /** All that was said, written or named, and must not be readable on the wire. */
  static KnownPlaintext known() {
    KnownPlaintext known =
        new KnownPlaintext()
            .text("the line", HELLO)
            .text("the answer", ANSWER)
            .text("the passphrase", CapturedEstate.PASSPHRASE);
    CapturedEstate.NAMES.values().forEach(name -> known.text("the name " + name, name));
    for (Speech voice : Speech.values()) {
      Sound sound = voice.sound();
      known.sound(sound.pcm16()).sound(sound.at(48_000).pcm16()).sound(sound.at(8_000).pcm16());
    }
    return known;
  }

  @Override
  public void close() {
    lines.shutdownNow();
    estate.close();
  }
}
