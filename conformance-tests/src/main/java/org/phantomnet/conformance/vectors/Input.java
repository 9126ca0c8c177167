package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A vector's input, read by type. What is not there or of another type is the vector's fault, not
 * the code's under test: an {@link IllegalArgumentException}, answered as {@code failed}.
 */
record Input(ObjectNode node) {
  boolean has(String field) {
    return node.has(field);
  }

  Bytes bytes(String field) {
    return Bytes.copyOf(Json.unhex(text(field)));
  }

  /** A byte string that may be written as runs: hex texts and how often each stands there. */
  Bytes runs(String field) {
    if (node.path(field).isTextual()) {
      return bytes(field);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Input run : objects(field)) {
      byte[] each = Json.unhex(run.text("hex"));
      for (int times = run.number("times"); times > 0; times--) {
        all.writeBytes(each);
      }
    }
    return Bytes.copyOf(all.toByteArray());
  }

  Optional<Bytes> optionalBytes(String field) {
    return has(field) ? Optional.of(bytes(field)) : Optional.empty();
  }

  String text(String field) {
    return require(field, node.path(field).isTextual()).textValue();
  }

  int number(String field) {
    return require(field, node.path(field).canConvertToInt()).intValue();
  }

  long longNumber(String field) {
    return require(field, node.path(field).canConvertToLong()).longValue();
  }

  boolean flag(String field) {
    return require(field, node.path(field).isBoolean()).booleanValue();
  }

  Input object(String field) {
    return of(require(field, node.path(field).isObject()));
  }

  Optional<Input> optionalObject(String field) {
    return has(field) ? Optional.of(object(field)) : Optional.empty();
  }

  /** The objects of a list. */
  List<Input> objects(String field) {
    List<Input> all = new ArrayList<>();
    list(field).forEach(each -> all.add(of(each)));
    return all;
  }

  List<String> texts(String field) {
    return list(field).map(JsonNode::textValue).toList();
  }

  List<Boolean> flags(String field) {
    return list(field).map(JsonNode::booleanValue).toList();
  }

  /** The byte strings of a list. */
  List<Bytes> byteStrings(String field) {
    return texts(field).stream().map(Json::unhex).map(Bytes::copyOf).toList();
  }

  <T extends Enum<T>> T oneOf(Class<T> names, String field) {
    return Enum.valueOf(names, text(field).toUpperCase(Locale.ROOT));
  }

  private Stream<JsonNode> list(String field) {
    JsonNode list = require(field, node.path(field).isArray());
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    return items.stream();
  }

  private JsonNode require(String field, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(field);
    }
    return node.path(field);
  }

  private static Input of(JsonNode node) {
    if (node instanceof ObjectNode) {
      return new Input((ObjectNode) node);
    }
    throw new IllegalArgumentException("not an object");
  }
}
