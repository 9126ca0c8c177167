package org.phantomnet.relay.main;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.phantomnet.relay.main.config.ConfigException;
import picocli.CommandLine.Option;

/** The option --config, and the file that is meant without it. One thread. */
final class ConfigOption {
  private static final String HERE = InitCommand.CONFIG_FILE;
  private static final String PACKAGED = "/etc/phantom-relay/relay.toml";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The node's TOML file. Without it: " + HERE + " in this folder, else " + PACKAGED + ".")
  private Optional<Path> named = Optional.empty();

  /** Whether the operator named one. */
  boolean isNamed() {
    return named.isPresent();
  }

  /**
   * @throws ConfigException if none is named and none is where it is looked for
   */
  Path file() throws ConfigException {
    return file(Path.of(HERE), Path.of(PACKAGED));
  }

  Path file(Path here, Path packaged) throws ConfigException {
    if (named.isPresent()) {
      return named.get();
    }
    for (Path file : new Path[] {here, packaged}) {
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new ConfigException(
        "there is no "
            + here
            + " in this folder, and no "
            + packaged
            + ": name the node's file with --config, or make one with 'relay init'");
  }
}
