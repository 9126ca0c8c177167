package org.phantomnet.desktop.chat;

import org.phantomnet.desktop.client.Failure;
import org.phantomnet.messenger.history.ChatMessage;

/** How the chat shows itself. Called from the command thread and from listeners' threads. */
interface Face {
  void answered(Answer answer);

  void failed(Failure failure);

  void noticed(Notice notice);

  /** A message came in, for the open chat or another. */
  void received(String from, ChatMessage message);

  void asked(Question question);

  /** Something that is shown all the time is different. */
  void changed();
}
