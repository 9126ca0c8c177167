package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.messenger.devices.LinkedDevice;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.LinkCode;

class DeviceCommandsTest {
  private static final String CODE =
      new LinkCode(Bytes.copyOf(new byte[16]), Bytes.copyOf(new byte[32])).text();

  private static Optional<LinkCodeTyped> typed(String line) {
    return LinkCodeTyped.of(
        new Arguments(Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toList()));
  }

  @Test
  void linkCode_asOneWordOrInTheGroupsThatAreShown_isTheSame() {
    List<String> shown = LinkCodeTyped.grouped(CODE, 72);

    assertTrue(shown.stream().allMatch(line -> line.length() <= 72), shown.toString());
    assertEquals(Optional.of(new LinkCodeTyped(CODE, "my tablet")), typed(CODE + " my tablet"));
    assertEquals(
        Optional.of(new LinkCodeTyped(CODE, "my tablet")),
        typed(String.join(" ", shown) + " my tablet"));
    assertEquals(Optional.empty(), typed(""));
  }

  @Test
  void linkWarning_saysWhatTheDeviceGets_andWhoseCodesAreNeverLinked() {
    String warning = String.join(" ", DeviceWords.linkWarning("tablet").lines());

    assertTrue(warning.contains("reads and writes everything"), warning);
    assertTrue(warning.contains("Never link a code that somebody sent you"), warning);
  }

  @Test
  void deviceName_withAnEscapeSequence_isShownClean() {
    String line = DeviceWords.line(new LinkedDevice(2, "\u001b[2Jx", false, false, true));

    assertFalse(line.contains("\u001b"));
    assertTrue(line.startsWith("2  <U+001B>[2Jx"), line);
  }
}
