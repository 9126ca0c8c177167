package org.phantomnet.protocol.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.phantomnet.protocol.rule.Covers;

/** What a person types, is sent, or scans as somebody's address. */
class UserAddressFuzzTest {
  @FuzzTest
  @Covers({"ID-1", "ID-2"})
  void parse(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    UserAddress address;
    try {
      address = UserAddress.parse(text);
    } catch (IllegalArgumentException refused) {
      assertEquals("user address", refused.getMessage());
      return;
    }

    assertEquals(text, address.text());
    assertTrue(text.length() <= 32 + 1 + 128);
    assertTrue(text.chars().allMatch(c -> c > 0x20 && c < 0x7f));
    assertEquals(text.indexOf('@'), text.lastIndexOf('@'));
  }

  static List<byte[]> parseSeeds() {
    return List.of(
            "alice@mail.example",
            "bob.b-1_2@post.example:4433",
            "carol@[2001:db8::1]:8443",
            "dave@192.0.2.1:1")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.US_ASCII))
        .toList();
  }
}
