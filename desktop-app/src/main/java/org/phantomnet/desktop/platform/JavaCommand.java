package org.phantomnet.desktop.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How this program starts other Java processes of the project. The launcher names, in the
 * environment, an argument file for each class path, which holds everything Java needs but the main
 * class.
 */
public final class JavaCommand {
  private static final String DESKTOP_ARGUMENTS = "PHANTOM_DESKTOP_ARGS";
  private static final String RELAY_ARGUMENTS = "PHANTOM_RELAY_ARGS";
  private static final String DESKTOP_MAIN = "org.phantomnet.desktop.commands.Phantom";
  private static final String RELAY_MAIN = "org.phantomnet.relay.main.RelayMain";

  private JavaCommand() {}

  /**
   * The desktop client's script interface in a process of its own.
   *
   * @throws IOException if the launcher did not say where the desktop client is
   */
  public static List<String> client() throws IOException {
    return List.of(java(), argumentsFrom(DESKTOP_ARGUMENTS), DESKTOP_MAIN, "client");
  }

  /**
   * A relay node's command line.
   *
   * @throws IOException if the launcher did not say where the relay node is
   */
  public static List<String> relay() throws IOException {
    return List.of(java(), argumentsFrom(RELAY_ARGUMENTS), RELAY_MAIN);
  }

  private static String argumentsFrom(String variable) throws IOException {
    return "@"
        + Optional.ofNullable(System.getenv(variable))
            .orElseThrow(
                () -> new IOException("start this through ./phantom: " + variable + " is not set"));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
