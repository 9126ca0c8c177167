package org.phantomnet.desktop.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.protocol.signal.CallMode;

/** The processes of a call's media child, told apart from the spares beside them. One thread. */
final class DemoChildren {
  private final DemoClient client;
  private final CallMode mode;
  private final List<ProcessHandle> spares;

  /** Before the call: waits until the client's warm child runs, which the call will take. */
  DemoChildren(DemoClient client, CallMode mode, Duration limit) throws DemoFailure {
    this.client = client;
    this.mode = mode;
    this.spares = client.awaitMediaProcesses(limit);
  }

  /**
   * In the call's first seconds, before the next spare is started: the spare that was ready, or in
   * Fast, where a child needs the client's network, those that have it.
   */
  List<ProcessHandle> ofCall() throws DemoFailure {
    List<ProcessHandle> found = mode == CallMode.FAST ? withNetwork() : spares;
    if (found.isEmpty()) {
      throw new DemoFailure("media child", client.person() + "'s call has no media child");
    }
    return found;
  }

  private List<ProcessHandle> withNetwork() throws DemoFailure {
    ProcessHandle process = client.process().handle();
    List<ProcessHandle> found = new ArrayList<>();
    try {
      Path own = network(process);
      for (ProcessHandle child : process.descendants().toList()) {
        if (network(child).equals(own)) {
          found.add(child);
        }
      }
      return found;
    } catch (IOException e) {
      throw new DemoFailure("media child", "its network cannot be told: " + e.getMessage());
    }
  }

  private static Path network(ProcessHandle process) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "ns/net"));
  }

  /** After the call: none of those is left. */
  static void assertGone(DemoClient client, List<ProcessHandle> ofCall) throws DemoFailure {
    for (ProcessHandle child : ofCall) {
      if (child.isAlive()) {
        throw new DemoFailure(
            "media child", client.person() + "'s media child still runs after the call");
      }
    }
  }

  /** As {@link #assertGone(DemoClient, List)}, and says so. */
  static void assertGone(DemoClient client, List<ProcessHandle> ofCall, Timeline timeline)
      throws DemoFailure {
    assertGone(client, ofCall);
    timeline.event(client.person(), "media child's processes are gone (checked by process id)");
  }
}
