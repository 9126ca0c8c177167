package org.phantomnet.desktop.demo;

import java.util.List;
import java.util.Map;

/** Where the demo's processes run, each as on a machine of its own. For one thread. */
interface DemoPlaces extends AutoCloseable {
  /** The command that runs a command on the machine of that name. */
  List<String> on(String machine, List<String> command);

  /** Address, and port where it is fixed, of each relay, in order; the first is the mailbox too. */
  Map<String, String> relays();

  @Override
  void close();
}
