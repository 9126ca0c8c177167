package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.sound.Direction;
import org.phantomnet.desktop.sound.FakeDevices;

/** {@code /speaker} and {@code /mic} as typed, on devices that come and go. */
class SoundCommandsTest {
  private static final short LOUD = 9000;

  @TempDir private Path directory = Path.of(".");
  private final FakeDevices devices = new FakeDevices();
  private final Recorder face = new Recorder();
  private final ChatSound sound = new ChatSound(devices, Optional.empty(), Optional.empty());
  private ChatController controller;
  private final short[] block = new short[AudioIn.BLOCK];

  @BeforeEach
  void start() throws IOException {
    java.util.Arrays.fill(block, LOUD);
    Path estate = Files.writeString(directory.resolve("given.json"), ChatControllerTest.ESTATE);
    ChatOptions silent = ChatControllerTest.options(directory, Optional.of(estate));
    ChatOptions options =
        new ChatOptions(
            silent.estate(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(sound),
            sound.sound(),
            silent.pictures(),
            silent.clock(),
            silent.zone(),
            silent.cost());
    controller =
        new ChatController(
            new ClientControl(options.settings(options.estate().read())), face, options, List.of());
    devices.plug(Direction.SPEAKER, "Box", "Headset left", "Headset right");
    devices.plug(Direction.MICROPHONE, "Desk microphone");
  }

  @AfterEach
  void stop() {
    sound.close();
  }

  @Test
  void speaker_alone_listsTheDevices_andOneThatIsPluggedInIsListed() {
    assertEquals(List.of("Box", "Headset left", "Headset right"), listed("/speaker"));

    devices.plug(Direction.SPEAKER, "Television");

    assertEquals(
        List.of("Box", "Headset left", "Headset right", "Television"), listed("/speaker list"));
    assertEquals(List.of("Desk microphone"), listed("/mic"));
  }

  @Test
  void speaker_withAPartOfAName_choosesIt_andDefaultTakesItBack() {
    assertTrue(controller.execute("/speaker headset RIGHT"));
    assertEquals(List.of("Box", "Headset left", "Headset right (chosen)"), listed("/speaker"));

    assertTrue(controller.execute("/speaker default"));
    assertEquals(List.of("Box", "Headset left", "Headset right"), listed("/speaker"));
  }

  @Test
  void speaker_thatIsNotThere_orCouldBeSeveral_isRefusedByName() {
    assertFalse(controller.execute("/speaker gramophone"));
    assertFalse(controller.execute("/speaker headset"));

    assertEquals("NO_SUCH_DEVICE", face.failures.get(0).code());
    assertTrue(face.failures.get(0).text().contains("\"Box\""), face.failures.get(0).text());
    assertTrue(
        face.failures.get(1).text().contains("\"Headset left\", \"Headset right\""),
        face.failures.get(1).text());
  }

  @Test
  void speaker_inACall_movesTheSound_fallsBackWhenPulledOut_andSaysSo() throws IOException {
    controller.execute("/speaker headset left");
    try (AudioOut out = sound.sound().open(which -> {}).openOut()) {
      awaitSound(out, "Headset left");
      assertTrue(listed("/speaker").contains("Headset left (chosen) (in use)"), this::shown);

      controller.execute("/speaker headset right");
      awaitSound(out, "Headset right");

      devices.pull("Headset right");
      awaitSound(out, "Box");
      await(out, () -> !face.notices.isEmpty());
      assertEquals(List.of("The speaker went away; \"Box\" is used now."), face.notices);
      assertEquals(List.of("Box (in use)", "Headset left"), listed("/speaker"));
    }
  }

  private void awaitSound(AudioOut out, String name) {
    await(
        out,
        () ->
            devices.openNames().equals(List.of(name))
                && devices.played(name).stream().anyMatch(sample -> sample > LOUD / 2));
  }

  /** Plays until it is so. */
  private void await(AudioOut out, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> devices.openNames() + " " + shown());
      devices.tick();
      out.write(block);
      Thread.onSpinWait();
    }
  }

  private List<String> listed(String line) {
    assertTrue(controller.execute(line), line);
    return face.answers.get(face.answers.size() - 1).panel().orElseThrow().lines();
  }

  private String shown() {
    return face.notices + " " + listed("/speaker");
  }
}
