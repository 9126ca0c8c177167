package org.phantomnet.desktop.chat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.messenger.history.ChatMessage;

/** A face that remembers what it was told, by whichever thread. */
final class Recorder implements Face {
  final List<Answer> answers = new CopyOnWriteArrayList<>();
  final List<Failure> failures = new CopyOnWriteArrayList<>();
  final List<String> notices = new CopyOnWriteArrayList<>();
  final List<Question> questions = new CopyOnWriteArrayList<>();

  @Override
  public void answered(Answer answer) {
    answers.add(answer);
  }

  @Override
  public void failed(Failure failure) {
    failures.add(failure);
  }

  @Override
  public void noticed(Notice notice) {
    notices.add(notice.text());
  }

  @Override
  public void received(String from, ChatMessage message) {
    notices.add(from + ": " + message.text());
  }

  @Override
  public void asked(Question question) {
    questions.add(question);
  }

  @Override
  public void changed() {
    // nothing is drawn
  }

  String lastFailure() {
    return failures.get(failures.size() - 1).code();
  }
}
