package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * JSON as the vectors are written: no key twice, nothing behind the value, byte strings in
 * lower-case hex. Thread-safe.
 */
final class Json {
  private static final int MAX_STRING = 64 << 20;
  private static final String HEX = "0123456789abcdef";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(MAX_STRING).build());
  }

  private Json() {}

  /** What {@code text} says, a missing node if it is empty. */
  static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 2);
    for (byte each : bytes) {
      text.append(HEX.charAt(each >> 4 & 15)).append(HEX.charAt(each & 15));
    }
    return text.toString();
  }

  static String hex(Bytes bytes) {
    return hex(bytes.toByteArray());
  }

  /** Upper case is refused: a byte string has one spelling. */
  static byte[] unhex(String text) {
    if (text.length() % 2 != 0 || !text.equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("not lower-case hex");
    }
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = HEX.indexOf(text.charAt(2 * i));
      int low = HEX.indexOf(text.charAt(2 * i + 1));
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException("not lower-case hex");
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }
}
