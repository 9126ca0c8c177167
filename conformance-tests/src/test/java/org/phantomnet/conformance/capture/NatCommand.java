package org.phantomnet.conformance.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.conformance.lab.Rights;
import org.phantomnet.protocol.signal.CallMode;

/**
 * {@code ./phantom soak nat}: what {@link PairingCaptureTest} does, as often as wanted, with a line
 * for each call and the captures kept.
 */
public final class NatCommand {
  private static final int FAILED = 1;
  private static final int NOT_HERE = 3;

  private final Path work;
  private final List<String> problems = new ArrayList<>();

  private NatCommand(Path work) {
    this.work = work;
  }

  /**
   * @param arguments an empty directory, where the captures stay, and how often
   */
  public static void main(String[] arguments) throws IOException, PcapException {
    Rights.missing()
        .ifPresent(
            missing -> {
              System.err.println("phantom: no lab here: " + missing);
              Runtime.getRuntime().exit(NOT_HERE);
            });
    NatCommand command = new NatCommand(Files.createDirectories(Path.of(arguments[0])));
    int runs = Integer.parseInt(arguments[1]);
    System.out.println(PlacedCall.HEADINGS);
    for (int run = 1; run <= runs; run++) {
      command.run("run" + run, Servers.THREE_RELAYS, Pairing.ROUNDS);
      command.run("run" + run + "-ipv6", Servers.BY_IPV6, Pairing.IPV6_ONLY);
    }
    command.problems.forEach(System.out::println);
    System.out.println(
        command.problems.isEmpty()
            ? "every call took the path of its mode and NATs; no packet is outside the policy"
            : "FAILED");
    System.out.flush();
    Runtime.getRuntime().exit(command.problems.isEmpty() ? 0 : FAILED);
  }

  private void run(String name, Servers servers, List<List<Pairing>> rounds)
      throws IOException, PcapException {
    Path place = Files.createDirectories(work.resolve(name));
    try (PairingCalls calls = new PairingCalls(place, servers, rounds)) {
      calls.start();
      calls.call(CallMode.FAST);
      calls.call(CallMode.PRIVATE);
      calls.quit();
      for (PlacedCall call : calls.placed()) {
        System.out.println(call.row(calls.wire().violations(call).size()));
        problems.addAll(calls.faults(call));
      }
    }
  }
}
