package org.phantomnet.desktop.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.sound.SoundNotice.Kind;
import org.phantomnet.protocol.rule.Covers;

/** Which device is used, in time that the test makes pass. */
class DevicePumpTest {
  private final FakeDevices devices =
      new FakeDevices().plug(Direction.MICROPHONE, "default", "headset");
  private final Choice choice = new Choice();
  private final List<String> told = new ArrayList<>();
  private final SampleQueue queue = new SampleQueue(48_000);
  private final DevicePump pump =
      new DevicePump(
          Direction.MICROPHONE,
          () -> Optional.of(devices.devices(Direction.MICROPHONE)),
          choice,
          device -> new CaptureFlow(devices.openMicrophone(device), queue),
          notice -> told.add(notice.kind() + " " + notice.device()));
  private long now;

  @Test
  @Covers("ENG-62")
  void nothingChosen_usesTheSystemsDefault() {
    run(Duration.ofMillis(100));

    assertEquals(List.of("default"), devices.openNames());
    assertEquals(List.of("IN_USE default"), told);
  }

  @Test
  @Covers("ENG-62")
  void chosenDevice_inARunningCall_takesOver() {
    run(Duration.ofMillis(100));

    choice.want(Optional.of("headset"));
    run(Duration.ofMillis(100));

    assertEquals(List.of("headset"), devices.openNames());
  }

  @Test
  @Covers("ENG-62")
  void usedDevice_pulledOut_isReplacedAndThePersonIsTold() {
    choice.want(Optional.of("headset"));
    run(Duration.ofMillis(100));

    devices.pull("headset");
    run(Duration.ofMillis(200));

    assertEquals(List.of("default"), devices.openNames());
    assertEquals(List.of("IN_USE headset", "REPLACED default"), told);
  }

  @Test
  @Covers("ENG-62")
  void chosenDevice_pluggedInAgain_isUsedAgain() {
    choice.want(Optional.of("headset"));
    run(Duration.ofMillis(100));
    devices.pull("headset");
    run(Duration.ofMillis(500));

    devices.plugAgain(Direction.MICROPHONE, "headset");
    run(Duration.ofMillis(100));

    assertEquals(List.of("headset"), devices.openNames());
  }

  @Test
  @Covers("ENG-62")
  void deviceThatIsListedButDead_isLeft() {
    run(Duration.ofMillis(100));

    devices.die("default");
    run(Duration.ofMillis(2400));
    List<String> before = devices.openNames();
    run(Duration.ofMillis(300));

    assertEquals(List.of("default"), before);
    assertEquals(List.of("headset"), devices.openNames());
  }

  @Test
  @Covers("ENG-62")
  void deviceThatIsNoLongerListedButWorks_isKept() {
    run(Duration.ofMillis(100));
    FakeDevices still = devices;
    still.pull("default");
    still.plugAgain(Direction.SPEAKER, "default"); // alive, and no microphone any more

    run(Duration.ofSeconds(3));

    assertEquals(List.of("default"), devices.openNames());
  }

  @Test
  void deviceTakenByAnotherProgram_isPassedOver() {
    devices.take("default");

    run(Duration.ofMillis(100));

    assertEquals(List.of("headset"), devices.openNames());
  }

  @Test
  @Covers("ENG-62")
  void lastDevice_pulledOut_isToldOnceAndItsSuccessorIsUsed() {
    run(Duration.ofMillis(100));

    devices.pull("default");
    devices.pull("headset");
    run(Duration.ofSeconds(5));
    List<String> open = devices.openNames();
    devices.plug(Direction.MICROPHONE, "other");
    run(Duration.ofMillis(100));

    assertEquals(List.of(), open);
    assertEquals(List.of("other"), devices.openNames());
    assertEquals(List.of("IN_USE default", "NONE ", "IN_USE other"), told);
  }

  @Test
  void machineWithoutDevice_isSaidToHaveNone() {
    devices.pull("default");
    devices.pull("headset");

    run(Duration.ofMillis(100));

    assertTrue(pump.hasNothing());
    assertEquals(List.of(Kind.FILE + " "), told);
  }

  @Test
  void machineWhoseDevicesAreAllTaken_isNotSaidToHaveNone() {
    devices.take("default");
    devices.take("headset");

    run(Duration.ofMillis(100));

    assertFalse(pump.hasNothing());
    assertEquals(List.of(Kind.NONE + " "), told);
  }

  @Test
  void close_freesTheDevice() {
    run(Duration.ofMillis(100));

    pump.close();

    assertEquals(List.of(), devices.openNames());
  }

  private void run(Duration time) {
    for (long end = now + time.toNanos(); now < end; now += 5_000_000) {
      if (now % 10_000_000 == 0) {
        devices.tick();
      }
      pump.step(now);
    }
  }
}
