package org.phantomnet.relay.main.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of a TOML file, read strictly: wrong types and keys that nobody asked for are errors,
 * and each error names file, line, key and remedy. One thread.
 */
final class ConfigTable {
  private static final int MAX_PORT = 65_535;

  private final String file;
  private final String name;
  private final TomlTable node;
  private final int line;
  private final Set<String> asked = new HashSet<>();

  private ConfigTable(String file, String name, TomlTable node, int line) {
    this.file = file;
    this.name = name;
    this.node = node;
    this.line = line;
  }

  static ConfigTable root(String file, TomlTable node) {
    return new ConfigTable(file, "", node, 0);
  }

  ConfigTable table(String key) throws ConfigException {
    return optionalTable(key)
        .orElseThrow(() -> wrong(key, "is missing: add the table [" + key + "]"));
  }

  Optional<ConfigTable> optionalTable(String key) throws ConfigException {
    Object value = find(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof TomlTable table)) {
      throw wrong(key, "must be a table: write [" + key + "]");
    }
    return Optional.of(new ConfigTable(file, dotted(key), table, lineOf(key)));
  }

  String text(String key) throws ConfigException {
    return optionalText(key).orElseThrow(() -> wrong(key, "is missing: add " + key + " = \"...\""));
  }

  Optional<String> optionalText(String key) throws ConfigException {
    Object value = find(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String text) || text.isEmpty()) {
      throw wrong(key, "must be text in quotes");
    }
    return Optional.of(text);
  }

  /** A file or folder, beside the configuration if its name is not absolute. */
  Path path(String key, Path directory) throws ConfigException {
    return resolved(key, text(key), directory);
  }

  Optional<Path> optionalPath(String key, Path directory) throws ConfigException {
    Optional<String> text = optionalText(key);
    return text.isPresent() ? Optional.of(resolved(key, text.get(), directory)) : Optional.empty();
  }

  private Path resolved(String key, String text, Path directory) throws ConfigException {
    try {
      return directory.resolve(text);
    } catch (InvalidPathException e) {
      throw wrong(key, "must be a file's name");
    }
  }

  boolean flag(String key, boolean otherwise) throws ConfigException {
    Object value = find(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Boolean flag)) {
      throw wrong(key, "must be true or false");
    }
    return flag;
  }

  int number(String key, int min, int max, int otherwise) throws ConfigException {
    return (int) longNumber(key, min, max, otherwise);
  }

  long longNumber(String key, long min, long max, long otherwise) throws ConfigException {
    Object value = find(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Long number) || number < min || number > max) {
      throw wrong(key, "must be a whole number from " + min + " to " + max);
    }
    return number;
  }

  /** Empty if the key is absent. */
  List<String> texts(String key) throws ConfigException {
    Object value = find(key);
    List<String> texts = new ArrayList<>();
    if (value != null) {
      if (!(value instanceof TomlArray array)) {
        throw wrong(key, "must be a list, like [\"...\"]");
      }
      for (Object element : array.toList()) {
        if (!(element instanceof String text)) {
          throw wrong(key, "must hold texts in quotes");
        }
        texts.add(text);
      }
    }
    return texts;
  }

  List<InetSocketAddress> socketAddresses(String key) throws ConfigException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String text : texts(key)) {
      addresses.add(socketAddress(key, text));
    }
    return addresses;
  }

  List<InetAddress> addresses(String key) throws ConfigException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts(key)) {
      addresses.add(address(key, text));
    }
    return addresses;
  }

  Optional<InetSocketAddress> optionalSocketAddress(String key) throws ConfigException {
    Optional<String> text = optionalText(key);
    return text.isPresent() ? Optional.of(socketAddress(key, text.get())) : Optional.empty();
  }

  /** address:port with a literal address: names would need DNS. */
  private InetSocketAddress socketAddress(String key, String text) throws ConfigException {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String port = text.substring(colon + 1);
      if (port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= MAX_PORT) {
        return new InetSocketAddress(
            address(key, text.substring(0, colon)), Integer.parseInt(port));
      }
    }
    throw wrong(key, "must be address:port, like \"192.0.2.1:3478\" or \"[2001:db8::1]:3478\"");
  }

  private InetAddress address(String key, String text) throws ConfigException {
    return AddressLiteral.parse(text)
        .orElseThrow(() -> wrong(key, "must be an IP address, like \"192.0.2.1\""));
  }

  /** Whether the file says anything under that key; the key still has to be asked for. */
  boolean has(String key) {
    return node.get(List.of(key)) != null;
  }

  /** To be called once everything was asked for. */
  void refuseUnknownKeys() throws ConfigException {
    for (String key : new TreeSet<>(node.keySet())) {
      if (!asked.contains(key)) {
        throw wrong(
            key,
            "is not known here: remove it, or check its spelling against " + new TreeSet<>(asked));
      }
    }
  }

  /** The line is the key's, or its table's if the key is missing, or absent for the file's root. */
  ConfigException wrong(String key, String remedy) {
    int at = lineOf(key);
    return new ConfigException(
        file + (at > 0 ? " line " + at : "") + ": " + dotted(key) + " " + remedy);
  }

  private String dotted(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  private int lineOf(String key) {
    @Nullable TomlPosition position = node.inputPositionOf(List.of(key));
    return position == null ? line : position.line();
  }

  private @Nullable Object find(String key) {
    asked.add(key);
    return node.get(List.of(key));
  }
}
