package org.phantomnet.conformance.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.Rights;

/**
 * {@code ./phantom soak nat}: a Fast call in each pairing of NATs and with IPv6, all captured; what
 * {@link FastCaptureTest} does with a few.
 */
public final class NatCommand {
  /** A device rings for a contact three times in five minutes (RING-3), and both call. */
  private static final int MOST_CALLS = 6;

  private static final int FAILED = 1;
  private static final int NOT_HERE = 3;

  private final Path work;
  private final List<String> problems = new ArrayList<>();
  private int estates;

  private NatCommand(Path work) {
    this.work = work;
  }

  /** A pairing of NATs. */
  private record Pair(Nat left, Nat right) {}

  /**
   * @param arguments an empty directory, where the captures stay
   */
  public static void main(String[] arguments) throws IOException, PcapException {
    Rights.missing()
        .ifPresent(
            missing -> {
              System.err.println("phantom: no lab here: " + missing);
              Runtime.getRuntime().exit(NOT_HERE);
            });
    NatCommand command = new NatCommand(Files.createDirectories(Path.of(arguments[0])));
    System.out.println(FastCall.HEADINGS);
    command.translated();
    command.open();
    command.dualStack();
    command.problems.forEach(System.out::println);
    System.out.println(
        command.problems.isEmpty()
            ? "every call took the path that its NATs allow; no packet is outside the policy"
            : "FAILED");
    System.out.flush();
    Runtime.getRuntime().exit(command.problems.isEmpty() ? 0 : FAILED);
  }

  private void translated() throws IOException, PcapException {
    List<Nat> kinds =
        List.of(Nat.FULL_CONE, Nat.ADDRESS_RESTRICTED, Nat.PORT_RESTRICTED, Nat.SYMMETRIC);
    List<Pair> pairs = new ArrayList<>();
    for (Nat left : kinds) {
      kinds.stream()
          .filter(right -> right.compareTo(left) >= 0)
          .forEach(right -> pairs.add(new Pair(left, right)));
    }
    for (int from = 0; from < pairs.size(); from += MOST_CALLS) {
      run(pairs.subList(from, Math.min(pairs.size(), from + MOST_CALLS)), false);
    }
  }

  private void open() throws IOException, PcapException {
    run(
        List.of(
            new Pair(Nat.OPEN, Nat.FULL_CONE),
            new Pair(Nat.OPEN, Nat.ADDRESS_RESTRICTED),
            new Pair(Nat.OPEN, Nat.PORT_RESTRICTED),
            new Pair(Nat.OPEN, Nat.SYMMETRIC)),
        false);
    run(List.of(new Pair(Nat.OPEN, Nat.OPEN)), false);
  }

  /** With IPv6 beside IPv4, open and behind firewalls. */
  private void dualStack() throws IOException, PcapException {
    run(List.of(new Pair(Nat.OPEN, Nat.PORT_RESTRICTED)), true);
    run(List.of(new Pair(Nat.SYMMETRIC, Nat.SYMMETRIC)), true);
  }

  private void run(List<Pair> pairs, boolean ipv6) throws IOException, PcapException {
    Path place = Files.createDirectories(work.resolve("estate" + ++estates));
    Home left = Home.behind(pairs.get(0).left(), "left");
    Home right = Home.behind(pairs.get(0).right(), "right");
    try (FastCalls calls =
        ipv6
            ? new FastCalls(place, left.dualStack(), right.dualStack())
            : new FastCalls(place, left, right)) {
      calls.start();
      List<FastCall> made = new ArrayList<>();
      for (Pair pair : pairs) {
        made.add(calls.call(pair.left(), pair.right()));
      }
      calls.quit();
      for (FastCall call : made) {
        judge(calls, call, ipv6);
      }
    }
  }

  private void judge(FastCalls calls, FastCall call, boolean ipv6)
      throws IOException, PcapException {
    List<Violation> outside = calls.violations(call);
    String row = call.row(outside.size()) + (ipv6 ? "  IPv6, too" : "");
    System.out.println(row);
    boolean relayed = !ipv6 && FastCall.needsRelay(call.left(), call.right());
    if (call.direct() == relayed || (calls.directSound(call, "alice") > 0) == relayed) {
      problems.add("not the path of its NATs: " + row + calls.flows(call, "alice"));
    }
    outside.forEach(violation -> problems.add("outside the policy: " + violation.shown()));
  }
}
