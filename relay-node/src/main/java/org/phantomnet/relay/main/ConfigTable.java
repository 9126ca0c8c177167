package org.phantomnet.relay.main;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One table of a TOML file, read strictly: wrong types and keys that nobody asked for are errors.
 */
final class ConfigTable {
  private static final int MAX_PORT = 65_535;

  private final String name;
  private final JsonNode node;
  private final Set<String> asked = new HashSet<>();

  ConfigTable(String name, JsonNode node) {
    this.name = name;
    this.node = node;
  }

  ConfigTable table(String key) throws ConfigException {
    return optionalTable(key)
        .orElseThrow(() -> wrong(key, "is missing: add the table [" + key + "]"));
  }

  Optional<ConfigTable> optionalTable(String key) throws ConfigException {
    JsonNode value = find(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      throw wrong(key, "must be a table: write [" + key + "]");
    }
    return Optional.of(new ConfigTable(name.isEmpty() ? key : name + "." + key, value));
  }

  String text(String key) throws ConfigException {
    return optionalText(key).orElseThrow(() -> wrong(key, "is missing"));
  }

  Optional<String> optionalText(String key) throws ConfigException {
    JsonNode value = find(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw wrong(key, "must be text in quotes");
    }
    return Optional.of(value.textValue());
  }

  boolean flag(String key, boolean otherwise) throws ConfigException {
    JsonNode value = find(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(key, "must be true or false");
    }
    return value.booleanValue();
  }

  int number(String key, int min, int max, int otherwise) throws ConfigException {
    JsonNode value = find(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      throw wrong(key, "must be a whole number from " + min + " to " + max);
    }
    return value.intValue();
  }

  /** Empty if the key is absent. */
  List<String> texts(String key) throws ConfigException {
    JsonNode value = find(key);
    List<String> texts = new ArrayList<>();
    if (value != null) {
      if (!value.isArray()) {
        throw wrong(key, "must be a list, like [\"...\"]");
      }
      for (JsonNode element : value) {
        if (!element.isTextual()) {
          throw wrong(key, "must hold texts in quotes");
        }
        texts.add(element.textValue());
      }
    }
    return texts;
  }

  /** address:port with a literal address: names would need DNS. */
  InetSocketAddress socketAddress(String key, String text) throws ConfigException {
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

  InetAddress address(String key, String text) throws ConfigException {
    return AddressLiteral.parse(text)
        .orElseThrow(() -> wrong(key, "must be an IP address, like \"192.0.2.1\""));
  }

  /** To be called once everything was asked for. */
  void refuseUnknownKeys() throws ConfigException {
    Iterator<String> keys = node.fieldNames();
    while (keys.hasNext()) {
      String key = keys.next();
      if (!asked.contains(key)) {
        throw wrong(
            key,
            "is not known here: remove it, or check its spelling against "
                + new java.util.TreeSet<>(asked));
      }
    }
  }

  ConfigException wrong(String key, String remedy) {
    return new ConfigException((name.isEmpty() ? key : name + "." + key) + " " + remedy);
  }

  private @Nullable JsonNode find(String key) {
    asked.add(key);
    return node.get(key);
  }
}
