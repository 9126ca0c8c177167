package org.phantomnet.desktop.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.sound.DeviceAudio;
import org.phantomnet.desktop.sound.Direction;
import org.phantomnet.desktop.sound.NoSuchDeviceException;

/** Choosing devices. Command thread. */
final class SoundCommands {
  private final Desk desk;
  private final DeviceAudio devices;

  SoundCommands(Desk desk, DeviceAudio devices) {
    this.desk = desk;
    this.devices = devices;
  }

  List<Command> all() {
    return List.of(
        Command.of("speaker", words -> device(Direction.SPEAKER, words), Command.Kind.DEVICE),
        Command.of("mic", words -> device(Direction.MICROPHONE, words), Command.Kind.DEVICE));
  }

  private void device(Direction direction, Arguments words) throws ClientException {
    String typed = String.join(" ", words.words());
    if (typed.isEmpty() || typed.equals("list")) {
      list(direction);
    } else if (typed.equals("default")) {
      devices.chooseDefault(direction);
      desk.answer(Answer.done("device", ScreenWords.deviceDefault(direction.word())));
    } else {
      try {
        String name = devices.choose(direction, typed);
        desk.answer(
            Answer.done(
                "device",
                line -> line.put("direction", direction.name()).put("name", name),
                ScreenWords.deviceChosen(direction.word(), SafeText.line(name))));
      } catch (NoSuchDeviceException e) {
        throw new ClientException("NO_SUCH_DEVICE", SafeText.line(e.advice()));
      }
    }
  }

  private void list(Direction direction) {
    List<DeviceAudio.Device> all = devices.list(direction);
    List<String> lines = new ArrayList<>();
    for (DeviceAudio.Device device : all) {
      lines.add(
          SafeText.line(device.name())
              + (device.chosen() ? ScreenWords.CHOSEN : "")
              + (device.inUse() ? ScreenWords.IN_USE : ""));
    }
    if (all.isEmpty()) {
      lines.add(ScreenWords.noDevice(direction.word()));
    }
    desk.answer(
        Answer.show(
            "sound-devices",
            line -> {
              ArrayNode names = line.put("direction", direction.name()).putArray("names");
              all.forEach(device -> names.add(device.name()));
            },
            new Panel(ScreenWords.devicesTitle(direction.word()), lines)));
  }
}
