package org.phantomnet.desktop.chat;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.desktop.qr.QrStyle;
import org.phantomnet.messenger.history.ChatMessage;

/**
 * Plain lines: for a pipe, a screen reader, or a terminal that can do no more. No escape codes.
 * What others wrote always stands behind a name or a bar, so that it cannot pose as a notice.
 * Thread-safe.
 */
final class PlainFace implements Face {
  private static final String NOTICE = "* ";
  private static final String WARNING = "! ";
  private static final String MORE = "  | ";

  private final PrintStream out;
  private final Optional<QrStyle> codes;

  /**
   * @param codes how QR codes are drawn; empty leaves them out
   */
  PlainFace(PrintStream out, Optional<QrStyle> codes) {
    this.out = out;
    this.codes = codes;
  }

  private synchronized void print(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void answered(Answer answer) {
    if (!answer.line().isEmpty()) {
      print(NOTICE + answer.line());
    }
    answer.panel().ifPresent(this::print);
  }

  private synchronized void print(Panel panel) {
    print(panel.title());
    panel.lines().forEach(line -> print("  " + line));
    if (panel.code().isPresent() && codes.isPresent()) {
      panel.code().get().lines(codes.get()).forEach(this::print);
    }
  }

  /** A message of an open chat. */
  synchronized void message(String who, String text) {
    List<String> lines = SafeText.lines(text);
    print(who + ": " + SafeText.isolated(lines.get(0)));
    lines.stream().skip(1).forEach(line -> print(MORE + SafeText.isolated(line)));
  }

  @Override
  public void failed(Failure failure) {
    print(WARNING + failure.text());
  }

  @Override
  public void noticed(Notice notice) {
    say(notice.text(), notice.warning());
  }

  void say(String text, boolean warning) {
    print((warning ? WARNING : NOTICE) + text);
  }

  @Override
  public void received(String from, ChatMessage message) {
    message(from, message.text());
  }

  @Override
  public synchronized void asked(Question question) {
    print(question.panel());
    print(ScreenWords.plainQuestion(question.yes()));
  }

  @Override
  public void changed() {
    // Lines are printed as things happen.
  }
}
