package org.phantomnet.desktop.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.Shapes;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.devices.LinkedDevice;

/** The devices of the own account. Command thread. */
final class DeviceCommands {
  private final Desk desk;
  private final Map<Integer, String> names = new ConcurrentHashMap<>();

  DeviceCommands(Desk desk) {
    this.desk = desk;
  }

  List<Command> all() {
    return List.of(
        Command.of("devices", words -> list()),
        Command.of("move", this::move, Command.Kind.LINKED_DEVICE),
        Command.of("link", this::link, Command.Kind.ANY),
        Command.of("unlink", this::unlink, Command.Kind.LINKED_DEVICE));
  }

  private void list() throws ClientException {
    List<LinkedDevice> all = desk.messenger().devices();
    List<String> lines = new ArrayList<>();
    if (all.isEmpty()) {
      lines.add(DeviceWords.NONE);
    } else {
      all.forEach(device -> lines.add(DeviceWords.line(device)));
      lines.addAll(
          DeviceWords.advice(all.stream().anyMatch(device -> device.here() && device.primary())));
    }
    desk.answer(Answer.show("devices", Shapes.devices(all), new Panel(DeviceWords.TITLE, lines)));
  }

  /** Without a number it says which there are. */
  private void move(Arguments words) throws ClientException {
    CallSnapshot call =
        desk.state()
            .liveCall()
            .orElseThrow(() -> new ClientException("NO_CALL", ScreenWords.NO_CALL));
    List<LinkedDevice> others =
        desk.messenger().devices().stream()
            .filter(device -> !device.here() && !device.pending())
            .toList();
    if (words.isEmpty()) {
      List<String> lines =
          others.isEmpty()
              ? List.of(DeviceWords.NO_OTHER)
              : others.stream().map(DeviceWords::line).toList();
      desk.answer(
          Answer.show("devices", Shapes.devices(others), new Panel(DeviceWords.MOVE_TITLE, lines)));
      return;
    }
    String number = words.first().orElseThrow(() -> Desk.usage("move"));
    LinkedDevice device =
        others.stream()
            .filter(each -> Integer.toString(each.number()).equals(number))
            .findFirst()
            .orElseThrow(
                () ->
                    new ClientException(
                        "NOT_LINKED", DeviceWords.noSuchDevice(SafeText.line(number))));
    if (call.phase() != CallSnapshot.Phase.CONNECTED) {
      throw new ClientException("NOT_CONNECTED", ScreenWords.NOT_CONNECTED);
    }
    desk.answer(
        Answer.done(
            "moving",
            line -> line.put("device", device.number()),
            DeviceWords.moving(DeviceWords.called(device))));
    desk.control().client().calls().move(call.call(), device.number());
  }

  /** Nothing is sent before the person has read whose device gets what. */
  private void link(Arguments words) throws MessengerException, ClientException {
    requireFirst();
    LinkCodeTyped typed = LinkCodeTyped.of(words).orElseThrow(() -> Desk.usage("link"));
    desk.ask(
        new Question(
            "link",
            DeviceWords.linkWarning(SafeText.line(typed.name())),
            DeviceWords.YES_LINK,
            nothing -> {
              desk.messenger().link(typed.code(), typed.name());
              desk.answer(Answer.done("link-sent", DeviceWords.LINKING));
            }));
  }

  private void unlink(Arguments words) throws MessengerException, ClientException {
    requireFirst();
    String number = words.first().orElseThrow(() -> Desk.usage("unlink"));
    LinkedDevice device =
        desk.messenger().devices().stream()
            .filter(each -> Integer.toString(each.number()).equals(number))
            .findFirst()
            .orElseThrow(
                () ->
                    new ClientException(
                        "NOT_LINKED", DeviceWords.noSuchDevice(SafeText.line(number))));
    if (device.primary()) {
      throw new ClientException("NOT_LINKED", DeviceWords.FIRST_STAYS);
    }
    String name = DeviceWords.called(device);
    desk.ask(
        new Question(
            "unlink",
            DeviceWords.unlinkWarning(name),
            DeviceWords.YES_UNLINK,
            nothing -> {
              names.put(device.number(), name);
              desk.messenger().unlink(device.number());
              desk.answer(
                  Answer.done(
                      "unlinked",
                      line -> line.put("device", device.number()),
                      "")); // the listener says it
            }));
  }

  private void requireFirst() throws ClientException {
    List<LinkedDevice> all = desk.messenger().devices();
    if (all.stream().noneMatch(device -> device.here() && device.primary())) {
      throw new ClientException("NOT_PRIMARY", DeviceWords.ONLY_FIRST);
    }
  }

  /** What the person calls a device that was linked. */
  String came(int number) {
    String name = called(number);
    names.put(number, name);
    return name;
  }

  /** What the person called a device that was unlinked. */
  String gone(int number) {
    return Optional.ofNullable(names.remove(number)).orElse("Device " + number);
  }

  private String called(int number) {
    try {
      return desk.messenger().devices().stream()
          .filter(device -> device.number() == number)
          .findFirst()
          .map(DeviceWords::called)
          .orElse("Device " + number);
    } catch (ClientException e) {
      return "Device " + number; // not open yet
    }
  }

  /** Numbers of devices that can be unlinked, for completion. */
  List<String> numbers() {
    try {
      return desk.messenger().devices().stream()
          .filter(device -> !device.primary())
          .map(device -> Integer.toString(device.number()))
          .toList();
    } catch (ClientException e) {
      return List.of(); // not open yet
    }
  }

  /** Nothing goes out from a device that was unlinked. */
  static void requireLinked(Desk desk) throws ClientException {
    if (desk.state().isUnlinked()) {
      throw new ClientException("UNLINKED", DeviceWords.NOTHING_GOES_OUT);
    }
  }
}
