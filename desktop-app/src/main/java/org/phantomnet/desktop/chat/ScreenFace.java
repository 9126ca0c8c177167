package org.phantomnet.desktop.chat;

import java.time.Clock;
import java.util.Optional;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.messenger.history.ChatMessage;

/** Keeps what the screen shows of answers, and wakes it. Thread-safe. */
final class ScreenFace implements Face {
  private final Clock clock;
  private final Runnable wake;
  private Optional<Notice> reply = Optional.empty();
  private Optional<Panel> panel = Optional.empty();

  ScreenFace(Clock clock, Runnable wake) {
    this.clock = clock;
    this.wake = wake;
  }

  synchronized Optional<Notice> reply() {
    return reply;
  }

  synchronized void forgetReply() {
    reply = Optional.empty();
  }

  /** A panel that was answered since the last look. */
  synchronized Optional<Panel> takePanel() {
    Optional<Panel> taken = panel;
    panel = Optional.empty();
    return taken;
  }

  @Override
  public synchronized void answered(Answer answer) {
    reply =
        answer.line().isEmpty()
            ? Optional.empty()
            : Optional.of(new Notice(clock.instant(), false, answer.line()));
    if (answer.panel().isPresent()) {
      panel = answer.panel();
    }
  }

  @Override
  public synchronized void failed(Failure failure) {
    reply = Optional.of(new Notice(clock.instant(), true, failure.text()));
  }

  @Override
  public void noticed(Notice notice) {
    // The state keeps them.
  }

  @Override
  public void received(String from, ChatMessage message) {
    // The list of chats and the open chat show it.
  }

  @Override
  public void asked(Question question) {
    // The state keeps it.
  }

  @Override
  public void changed() {
    wake.run();
  }
}
