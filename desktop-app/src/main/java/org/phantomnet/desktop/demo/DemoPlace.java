package org.phantomnet.desktop.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Where the demo's processes run: relays on the machines "north" and "south", people on "alice" and
 * "bob". Thread-safe; must outlive the demo.
 */
public interface DemoPlace extends AutoCloseable {
  /** Everything on this machine's loopback. */
  DemoPlace LOOPBACK =
      new DemoPlace() {
        @Override
        public String relay(String machine) {
          return machine.equals("north") ? "127.10.0.1" : "127.20.0.1";
        }

        @Override
        public List<String> on(String machine, List<String> command) {
          return command;
        }
      };

  /**
   * The address of a relay as {@code relay estate} takes it, with ports unless it is this machine's
   * own.
   */
  String relay(String machine);

  /** The command that runs {@code command} on that machine. */
  List<String> on(String machine, List<String> command);

  /**
   * Where a call of that mode can be shown: a direct path needs two addresses, which loopback has
   * not.
   *
   * @param work for what the place needs; outlives it
   */
  static DemoPlace forMode(CallMode mode, Path work) throws IOException {
    return mode == CallMode.FAST ? Machines.make(work) : LOOPBACK;
  }

  @Override
  default void close() {}
}
