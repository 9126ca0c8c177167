package org.phantomnet.desktop.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstateFileTest {
  private static final String VALID =
      new String(ClientInputFuzzTest.estateSeeds().get(0), StandardCharsets.UTF_8);

  /** Integer.parseInt takes "+a" and "-a"; a pin that nobody wrote would be pinned. */
  @ParameterizedTest
  @ValueSource(strings = {"+a", "-a", "a", "gg", ""})
  void pinThatIsNotHexadecimal_isRefused(String digits) {
    String altered = VALID.replaceFirst("\"tlsPin\":\"ab", "\"tlsPin\":\"" + digits);

    assertRefused(altered.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "secret passphrase", "[]", "7"})
  void fileThatIsNoEstate_isRefusedWithoutItsContent(String content) {
    assertRefused(content.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(byte[] content) {
    IOException refused = assertThrows(IOException.class, () -> EstateFile.parse(content, false));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("estate file"));
    assertFalse(message.contains("secret"));
    assertNull(refused.getCause());
  }
}
