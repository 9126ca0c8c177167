package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The protocol's records as the JSON of the vectors and back: {@code callId} is {@code call_id},
 * byte strings are hex, enumerated values are names. What is absent or empty bytes has no key.
 */
final class Records {
  private Records() {}

  static ObjectNode toJson(Record record) {
    ObjectNode json = Json.object();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = read(component, record);
      if (!value.equals(Optional.empty()) && !value.equals(Bytes.EMPTY)) {
        json.set(name(component), value(value));
      }
    }
    return json;
  }

  private static Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component.getName(), e);
    }
  }

  private static JsonNode value(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value instanceof Optional<?> optional) {
      return value(optional.orElseThrow());
    }
    if (value instanceof Collection<?> collection) {
      ArrayNode list = Json.array();
      Stream<?> items = collection.stream();
      (value instanceof Set<?> ? items.sorted() : items).map(Records::value).forEach(list::add);
      return list;
    }
    if (value instanceof CallId id) {
      return nodes.textNode(Json.hex(id.value()));
    }
    if (value instanceof UserAddress user) {
      return nodes.textNode(user.text());
    }
    if (value instanceof Bytes bytes) {
      return nodes.textNode(Json.hex(bytes));
    }
    if (value instanceof Enum<?> constant) {
      return nodes.textNode(constant.name());
    }
    if (value instanceof Record nested) {
      return toJson(nested);
    }
    if (value instanceof String text) {
      return nodes.textNode(text);
    }
    if (value instanceof Boolean flag) {
      return nodes.booleanNode(flag);
    }
    return nodes.numberNode(((Number) value).longValue());
  }

  /** The record that {@code json} describes; a key it has no component for is refused. */
  static <T extends Record> T fromJson(Class<T> type, ObjectNode json) {
    List<String> unknown = new ArrayList<>();
    json.fieldNames().forEachRemaining(unknown::add);
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = name(components[i]);
      unknown.remove(name);
      values[i] = value(components[i].getGenericType(), json.path(name));
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(type.getSimpleName() + " has no " + unknown);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getSimpleName(), e);
    }
  }

  private static Object value(Type type, JsonNode json) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return json.isMissingNode() ? Optional.empty() : Optional.of(value(element, json));
      }
      Collection<Object> all =
          generic.getRawType() == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
      json.forEach(item -> all.add(value(element, item)));
      return all;
    }
    return plain((Class<?>) type, json);
  }

  private static Object plain(Class<?> type, JsonNode json) {
    if (type == Bytes.class) {
      return json.isMissingNode() ? Bytes.EMPTY : Bytes.copyOf(Json.unhex(json.textValue()));
    }
    if (type == CallId.class) {
      return new CallId(Bytes.copyOf(Json.unhex(json.textValue())));
    }
    if (type == UserAddress.class) {
      return UserAddress.parse(json.textValue());
    }
    if (type == String.class && json.isTextual()) {
      return json.textValue();
    }
    if (type == boolean.class && json.isBoolean()) {
      return json.booleanValue();
    }
    if (type == int.class && json.canConvertToInt()) {
      return json.intValue();
    }
    if (type == long.class && json.canConvertToLong()) {
      return json.longValue();
    }
    if (type.isEnum()) {
      return constant(type, json.textValue());
    }
    if (type.isRecord() && json instanceof ObjectNode nested) {
      return fromJson(type.asSubclass(Record.class), nested);
    }
    throw new IllegalArgumentException(type.getSimpleName());
  }

  private static Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> ((Enum<?>) each).name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }

  /** {@code x25519Share} is {@code x25519_share}. */
  private static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
