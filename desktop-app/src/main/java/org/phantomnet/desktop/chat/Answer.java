package org.phantomnet.desktop.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.desktop.client.Shapes;

/**
 * What came of a command: an event for scripts, and words for people. Immutable.
 *
 * @param event name and fields as {@code ./phantom client} has them where it has that command
 * @param line short and clean; empty if there is nothing to say
 * @param panel more to read
 */
record Answer(String event, Consumer<ObjectNode> fields, String line, Optional<Panel> panel) {
  static Answer done(String event, String line) {
    return new Answer(event, Shapes.nothing(), line, Optional.empty());
  }

  static Answer done(String event, Consumer<ObjectNode> fields, String line) {
    return new Answer(event, fields, line, Optional.empty());
  }

  static Answer show(String event, Consumer<ObjectNode> fields, Panel panel) {
    return new Answer(event, fields, "", Optional.of(panel));
  }
}
