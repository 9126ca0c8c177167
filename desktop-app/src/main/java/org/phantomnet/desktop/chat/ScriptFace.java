package org.phantomnet.desktop.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.desktop.client.ScriptEvents;
import org.phantomnet.messenger.history.ChatMessage;

/**
 * Answers as events. What listeners are told, {@link org.phantomnet.desktop.client.ListenerEvents}
 * writes.
 */
final class ScriptFace implements Face {
  private final ScriptEvents events;

  ScriptFace(ScriptEvents events) {
    this.events = events;
  }

  @Override
  public void answered(Answer answer) {
    events.emit(answer.event(), answer.fields());
  }

  @Override
  public void failed(Failure failure) {
    events.error(failure.code(), failure.text());
  }

  @Override
  public void noticed(Notice notice) {
    // Its event is there already.
  }

  @Override
  public void received(String from, ChatMessage message) {
    // Its event is there already.
  }

  @Override
  public void asked(Question question) {
    events.emit(
        "question",
        line -> {
          line.put("kind", question.kind()).put("title", question.panel().title());
          ArrayNode lines = line.putArray("lines");
          question.panel().lines().forEach(lines::add);
          line.put("yes", question.yes());
        });
  }

  @Override
  public void changed() {
    // Nothing is shown.
  }
}
