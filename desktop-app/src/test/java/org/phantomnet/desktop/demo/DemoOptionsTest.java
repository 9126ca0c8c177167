package org.phantomnet.desktop.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.demo.DemoOptions.Disturbance;
import org.phantomnet.protocol.signal.CallMode;

/** Which demos can be shown. */
class DemoOptionsTest {
  private static DemoOptions options(
      CallMode mode, Disturbance disturbance, int devices, int clips) {
    Path nowhere = Path.of("nowhere");
    return new DemoOptions(
        mode,
        Duration.ofSeconds(3),
        nowhere,
        nowhere,
        true,
        disturbance,
        List.of(),
        List.of(),
        List.of("1", "2", "3").subList(0, clips),
        devices,
        DemoPlace.LOOPBACK);
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE, NONE, 1, 0",
    "PRIVATE, NONE, 5, 0",
    "PRIVATE, NONE, 3, 2",
    "FAST, NONE, 3, 0",
    "FAST, NONE, 2, 2",
    "PRIVATE, MOVE, 2, 0",
    "FAST, SWITCH_MODE, 1, 0"
  })
  void severalDevices_areShownInBothModes_andWithVideo(
      CallMode mode, Disturbance disturbance, int devices, int clips) {
    DemoOptions options = options(mode, disturbance, devices, clips);

    assertEquals(devices, options.devices());
    assertEquals(clips == 2, options.beginsWithVideo());
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE, NONE, 0, 0",
    "PRIVATE, NONE, 6, 0",
    "PRIVATE, MOVE, 1, 0",
    "PRIVATE, KILL_RELAY, 2, 0",
    "FAST, SWITCH_MODE, 2, 0",
    "PRIVATE, ADD_VIDEO, 2, 2",
    "PRIVATE, NONE, 1, 1",
    "PRIVATE, NONE, 1, 3"
  })
  void whatCannotBeShown_isRefused(CallMode mode, Disturbance disturbance, int devices, int clips) {
    assertThrows(IllegalArgumentException.class, () -> options(mode, disturbance, devices, clips));
  }
}
