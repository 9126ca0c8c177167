package org.phantomnet.relay.turn;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.Counts;

/**
 * The lives of a relay under churn and faults. Each life has rounds of churn; after each comes a
 * rest, at which books and belongings must be right. Then it is killed in the middle of a call, and
 * started again on the same data. One thread, with threads of its own for clients.
 */
final class SoakRun implements AutoCloseable {
  private static final int CLIENTS = 6;
  private static final Duration BEFORE_KILL = Duration.ofSeconds(1);

  /** What a life may hold on to: credentials, compiled code's constants, buffers of the JDK. */
  private static final long MOST_GROWTH = 6L << 20;

  /** Credentials remembered until they expire. */
  private static final long BYTES_PER_CALL = 600;

  /** Threads that the JDK starts when it wants to: compilers, the attach listener. */
  private static final int JDK_THREADS = 6;

  private static final long MOST_RESIDENT_KILOBYTES = 700_000;

  private final Path work;
  private final Random random;
  private final SoakFaults faults;
  private final Duration betweenCalls;
  private final Consumer<String> progress;
  private final boolean ipv6 = hasIpv6();
  private final List<String> findings = new ArrayList<>();
  private int lives;
  private long calls;
  private long packets;
  private long dropped;
  private long heard;
  private long lost;
  private long redeemed;
  private long unwritten;
  private long outOfTime;
  private long mostResident;
  private Optional<TokenCredential> spent = Optional.empty();

  /**
   * @param betweenCalls how long each client stays away after a call
   */
  SoakRun(Path work, long seed, Duration betweenCalls, Consumer<String> progress)
      throws IOException, InterruptedException {
    this.work = work;
    random = new Random(seed);
    this.betweenCalls = betweenCalls;
    this.progress = progress;
    SoakGround ground = SoakGround.open(work);
    faults =
        new SoakFaults(ground, SoakClock.open(work), new SoakTokens(work, ground.data()), random);
  }

  private static boolean hasIpv6() {
    try {
      return NetworkInterface.getByName("lo")
          .inetAddresses()
          .anyMatch(a -> a.getAddress().length == 16);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Lives of so many rounds of churn each, until the time is over or something is found; at least
   * two, for what the second finds.
   */
  List<String> run(Duration time, Duration round, int rounds)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    do {
      if (lives == 1 && faults.ground.isDisk()) {
        startReadOnly();
      }
      life(round, rounds, end);
    } while (findings.isEmpty() && (lives < 2 || System.nanoTime() < end));
    if (findings.isEmpty() && unwritten == 0) {
      findings.add("nothing was written while nothing could be, and no token refused: " + this);
    }
    return findings;
  }

  @Override
  public String toString() {
    return ("%d lives%s, %d calls, %d packets came, %d dropped by reason, %d heard (%d lost), %d tokens"
            + " taken (%d not, as it could not be written), %d credentials out of time, %s, at most"
            + " %d MB resident")
        .formatted(
            lives,
            ipv6 ? "" : " (no IPv6 here)",
            calls,
            packets,
            dropped,
            heard,
            lost,
            redeemed,
            unwritten,
            outOfTime,
            faults,
            mostResident / 1024);
  }

  /** Where nothing can be written, a relay that takes tokens says so and does not start. */
  private void startReadOnly() throws IOException, InterruptedException {
    faults.ground.readOnly(true);
    try (SoakRelay started = new SoakRelay(work, ipv6, faults)) {
      findings.add("a relay started though its data cannot be written: " + started.alive());
    } catch (SoakRelay.DidNotStart e) {
      if (!e.said.startsWith("relay: ") || e.said.contains("\tat ")) {
        findings.add("a relay whose data cannot be written said: " + e.said);
      }
    } finally {
      faults.ground.readOnly(false);
    }
  }

  /** What a process has. */
  private record Belongings(
      int descriptors, int threads, long bytes, long calls, List<String> openTo) {
    @Override
    public String toString() {
      return descriptors
          + " descriptors, "
          + threads
          + " threads, "
          + bytes
          + " bytes, "
          + calls
          + " calls";
    }
  }

  private void life(Duration round, int rounds, long end) throws IOException, InterruptedException {
    try (SoakRelay relay = new SoakRelay(work, ipv6, faults)) {
      Optional<Belongings> atFirst = Optional.empty();
      long callsOfLife = 0;
      refuseSpent(relay);
      for (int i = 0; i < rounds && findings.isEmpty(); i++) {
        List<SoakClient> clients = churn(relay, i == 0 ? round.dividedBy(2) : round);
        rest(relay, clients);
        for (SoakClient client : clients) {
          callsOfLife += client.calls;
          heard += client.heard;
          lost += client.lost;
          redeemed += client.redeemed;
          unwritten += client.unwritten;
          outOfTime += client.outOfTime;
        }
        long bytes = relay.liveBytes(); // first: it opens a socket for good
        if (atFirst.isPresent()) {
          int before = atFirst.get().descriptors();
          soon("a descriptor is kept", () -> relay.descriptors() <= before);
        }
        Belongings now =
            new Belongings(
                relay.descriptors(), relay.threads(), bytes, callsOfLife, relay.openTo());
        mostResident = Math.max(mostResident, relay.resident());
        if (atFirst.isPresent()) {
          compare(atFirst.get(), now);
        } else {
          atFirst = Optional.of(now);
        }
        if (System.nanoTime() > end && i > 0) {
          break;
        }
      }
      calls += callsOfLife;
      Counts counts = relay.counts();
      packets += counts.get(Counter.PACKETS_FROM_CLIENTS) + counts.get(Counter.PACKETS_FROM_PEERS);
      for (Counter counter : Counter.values()) {
        dropped += counter.dropsPacket() ? counts.get(counter) : 0;
      }
      if (findings.isEmpty()) {
        killAtWork(relay);
      }
      lives++;
      progress.accept(this.toString());
    }
  }

  private List<SoakClient> churn(SoakRelay relay, Duration time)
      throws IOException, InterruptedException {
    List<SoakClient> clients = new ArrayList<>();
    List<Thread> threads = begin(relay, clients);
    faults.round(relay, time);
    clients.forEach(SoakClient::stop);
    for (Thread thread : threads) {
      thread.join();
    }
    return clients;
  }

  private List<Thread> begin(SoakRelay relay, List<SoakClient> clients) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      SoakClient client = new SoakClient(relay, faults, random.nextLong(), ipv6, betweenCalls);
      clients.add(client);
      Thread thread = new Thread(client, "soak-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private interface Check {
    boolean holds() throws IOException, InterruptedException;
  }

  /** A relay is done with what came soon after the last who sent something. */
  private void soon(String what, Check check) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!check.holds()) {
      if (System.nanoTime() > deadline) {
        findings.add(what);
        return;
      }
      SoakFaults.pass(Duration.ofMillis(20));
    }
  }

  private void rest(SoakRelay relay, List<SoakClient> clients)
      throws IOException, InterruptedException {
    List<TurnClient> silent = new ArrayList<>();
    for (SoakClient client : clients) {
      client.findings.forEach(finding -> findings.add("a client: " + finding));
      silent.addAll(client.silent);
      for (Socket socket : client.halfOpen) {
        socket.close();
      }
    }
    if (!findings.isEmpty()) {
      return;
    }
    int left = silent.size();
    soon("allocations live that nobody holds", () -> relay.allocations() == left);
    int sockets = relay.relayedSockets();
    if (sockets < left || sockets > 2 * left) {
      findings.add(sockets + " relayed ports for " + left + " allocations");
    }
    for (TurnClient client : silent) {
      SoakClient.release(client);
    }
    spend(relay);
    soon("allocations live after the last release", () -> relay.allocations() == 0);
    soon("relayed ports are open after the last release", () -> relay.relayedSockets() == 0);
    soon("the books of packets differ", () -> relay.counts().unaccounted() == 0);
    Counts counts = relay.counts();
    if (counts.unaccounted() != 0) {
      findings.add("the books of packets differ: " + counts);
    }
    if (counts.liveAllocations() != 0) {
      findings.add("the books of allocations differ: " + counts.liveAllocations());
    }
    long unsaved = counts.get(Counter.FAULTS); // each minute the record of traffic is written
    if (unsaved > Math.max(1, secondsAlive(relay) / 60)) {
      findings.add("faults: " + unsaved);
    }
  }

  private static long secondsAlive(SoakRelay relay) {
    return Duration.between(relay.startedAt(), Instant.now()).toSeconds();
  }

  /** There is room again, so a token is taken, once. */
  private void spend(SoakRelay relay) throws IOException {
    TokenCredential token = faults.tokens.credential(faults.clock.now());
    try (TurnClient client = tokenClient(relay, token)) {
      if (client.allocate().messageClass() != StunClass.SUCCESS) {
        findings.add("a token is refused though it could be written");
        return;
      }
      spent = Optional.of(token);
      refuseSpent(relay);
      SoakClient.release(client);
    }
  }

  /** What was spent before, in this life or the last. */
  private void refuseSpent(SoakRelay relay) throws IOException {
    if (spent.isPresent()) {
      try (TurnClient again = tokenClient(relay, spent.get())) {
        if (again.allocate().messageClass() == StunClass.SUCCESS) {
          findings.add("a token was taken twice");
        }
      }
    }
  }

  private static TurnClient tokenClient(SoakRelay relay, TokenCredential token) throws IOException {
    return new TurnClient(
        TurnClient.udp(relay.address("turnUdp")), token.username(), token.password());
  }

  private void compare(Belongings first, Belongings now) {
    if (now.descriptors() > first.descriptors()) {
      List<String> more = new ArrayList<>(now.openTo());
      first.openTo().forEach(more::remove);
      findings.add("descriptors: " + first + ", then " + now + ", more: " + more);
    }
    if (now.threads() > first.threads() + JDK_THREADS) {
      findings.add("threads: " + first + ", then " + now);
    }
    if (now.bytes()
        > first.bytes() + MOST_GROWTH + BYTES_PER_CALL * (now.calls() - first.calls())) {
      findings.add("memory: " + first + ", then " + now);
    }
    if (mostResident > MOST_RESIDENT_KILOBYTES) {
      findings.add("resident: " + mostResident + " kB");
    }
  }

  private void killAtWork(SoakRelay relay) throws IOException, InterruptedException {
    List<SoakClient> clients = new ArrayList<>();
    List<Thread> threads = begin(relay, clients);
    SoakFaults.pass(BEFORE_KILL.plusMillis(random.nextInt(500)));
    for (SoakClient client : clients) {
      client.findings.forEach(finding -> findings.add("a client: " + finding));
    }
    relay.kill();
    for (SoakClient client : clients) {
      client.abandon();
    }
    for (Thread thread : threads) {
      thread.join(); // their next answer does not come
    }
    for (SoakClient client : clients) {
      for (TurnClient silent : client.silent) {
        silent.close();
      }
      for (Socket socket : client.halfOpen) {
        socket.close();
      }
    }
  }

  @Override
  public void close() {
    faults.ground.close();
  }
}
