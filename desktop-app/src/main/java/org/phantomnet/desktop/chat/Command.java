package org.phantomnet.desktop.chat;

import java.util.List;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.messenger.MessengerException;

/**
 * One command: its name, what its arguments are (for completion), and what it does. Its help is in
 * {@link HelpWords}.
 */
record Command(String name, List<Kind> arguments, Action action) {
  /** What may stand at an argument's place. */
  enum Kind {
    CONTACT,
    REQUEST,
    MODE,
    SWITCH,
    PICTURES,
    HIDDEN,
    COMMAND,
    DURATION,
    DECISION,
    DEVICE,
    LINKED_DEVICE,
    ANY
  }

  /** Runs on the command thread; may block for the network. */
  interface Action {
    void run(Arguments arguments) throws MessengerException, ClientException;
  }

  Command {
    arguments = List.copyOf(arguments);
  }

  static Command of(String name, Action action, Kind... arguments) {
    return new Command(name, List.of(arguments), action);
  }
}
