package org.phantomnet.engine.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.signal.CallMode;

/** The members of one shape; each must be asked for. */
final class Members {
  private final JsonNode node;
  private final Set<String> left = new HashSet<>();

  Members(JsonNode node) {
    this.node = node;
    node.fieldNames().forEachRemaining(left::add);
  }

  boolean has(String name) {
    return node.has(name);
  }

  JsonNode get(String name) {
    if (!node.has(name)) {
      throw new AssertionError("a shape without " + name + ": " + node);
    }
    left.remove(name);
    return node.get(name);
  }

  String text(String name) {
    return get(name).asText();
  }

  boolean flag(String name) {
    JsonNode flag = get(name);
    if (!flag.isBoolean()) {
      throw new AssertionError("no flag: " + name);
    }
    return flag.booleanValue();
  }

  <E extends Enum<E>> E name(Class<E> kind, String name) {
    return Enum.valueOf(kind, text(name));
  }

  Optional<CallMode> required() {
    return has("required") ? Optional.of(name(CallMode.class, "required")) : Optional.empty();
  }

  Duration millis(String name) {
    return Duration.ofMillis(get(name).longValue());
  }

  <T> T done(T made) {
    if (!left.isEmpty()) {
      throw new AssertionError("members that nothing reads: " + left + " of " + node);
    }
    return made;
  }
}
