package org.phantomnet.desktop.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.phantomnet.desktop.demo.DemoOptions.Disturbance;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Where the demo's processes run: relays on the machines "north", "south" and "west", people on
 * "alice" and "bob". Thread-safe; must outlive the demo.
 */
public interface DemoPlace extends AutoCloseable {
  /** Everything on this machine's loopback. */
  DemoPlace LOOPBACK =
      new DemoPlace() {
        @Override
        public String relay(String machine) {
          return switch (machine) {
            case "north" -> "127.10.0.1";
            case "south" -> "127.20.0.1";
            default -> "127.30.0.1";
          };
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
   * Pulls a machine's network cable, or puts it back; its addresses stay.
   *
   * @throws IOException if it cannot be done here
   */
  default void connected(String machine, boolean connected) throws IOException {
    throw new IOException("loopback cannot be dropped");
  }

  /**
   * Where a call of that mode can be shown: a direct path needs two addresses, which loopback has
   * not.
   *
   * @param work for what the place needs; outlives it
   */
  static DemoPlace forMode(CallMode mode, Path work) throws IOException {
    return forMode(mode, Disturbance.NONE, work);
  }

  /** The same for a call with a disturbance: a network that is dropped is not loopback either. */
  static DemoPlace forMode(CallMode mode, Disturbance disturbance, Path work) throws IOException {
    return needsMachines(mode, disturbance) ? Machines.make(work) : LOOPBACK;
  }

  static boolean needsMachines(CallMode mode, Disturbance disturbance) {
    return mode == CallMode.FAST || disturbance == Disturbance.DROP_NETWORK;
  }

  @Override
  default void close() {}
}
