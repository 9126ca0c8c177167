package org.phantomnet.desktop.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.phantomnet.engine.api.CallSnapshot;

/** Draws a {@link View}: a pure function of it and of the terminal's size. */
final class Screen {
  static final int LEAST_WIDTH = 30;
  static final int LEAST_HEIGHT = 10;
  private static final int SIDE_FROM = 76;
  private static final int SIDE = 24;
  private static final int MOST_NOTICE_LINES = 5;
  private static final Duration NOTICE_FOR = Duration.ofSeconds(20);

  private final View view;
  private final int width;
  private final int height;
  private final Look look;
  private final Instant now;

  private Screen(View view, int width, int height, Look look, Instant now) {
    this.view = view;
    this.width = width;
    this.height = height;
    this.look = look;
    this.now = now;
  }

  static Frame draw(View view, int width, int height, Look look, Instant now) {
    if (width < LEAST_WIDTH || height < LEAST_HEIGHT) {
      Drawing on = new Drawing(Math.max(1, width), look).line(ScreenWords.TOO_SMALL, look.bold());
      return new Frame(on.lines(), 0, 0);
    }
    return new Screen(view, width, height, look, now).draw();
  }

  private Drawing drawing(int columns) {
    return new Drawing(columns, look);
  }

  private Frame draw() {
    List<AttributedString> head = head();
    List<AttributedString> call = call();
    List<AttributedString> notices = notices();
    Drawing input = drawing(width).rule();
    int cursor = input(input);
    input.line(hint(), look.faint());
    int room = height - head.size() - input.lines().size();
    // On a low screen the call and its lock stay; notices and messages give way.
    List<AttributedString> shownCall = head(call, Math.max(1, room - 2));
    List<AttributedString> shownNotices = head(notices, Math.max(0, room - shownCall.size() - 3));
    List<AttributedString> lines = new ArrayList<>(head);
    lines.addAll(body(room - shownCall.size() - shownNotices.size()));
    lines.addAll(shownCall);
    lines.addAll(shownNotices);
    int row = lines.size() + 1;
    lines.addAll(input.lines());
    return new Frame(List.copyOf(lines), row, cursor);
  }

  private static <T> List<T> head(List<T> lines, int most) {
    return lines.subList(0, Math.min(lines.size(), most));
  }

  private List<AttributedString> head() {
    Drawing on = drawing(width);
    String state =
        view.unlinked() ? DeviceWords.UNLINKED_STATE : ScreenWords.connection(view.connection());
    boolean well = ScreenWords.connectionAdvice(view.connection()).isEmpty();
    on.sides(
        " " + ScreenWords.TITLE + "  " + view.self(),
        look.bar(),
        (well && !view.unlinked() && !view.callsReady() ? ScreenWords.CALLS_NOT_READY + ", " : "")
            + state
            + " ",
        look.bar());
    if (view.testEstate()) {
      on.line(" " + ScreenWords.TEST_ESTATE, look.warning());
    }
    return on.lines();
  }

  private List<AttributedString> call() {
    Drawing on = drawing(width);
    view.call().ifPresent(call -> CallBar.draw(call, on));
    view.preview().ifPresent(own -> on.paragraph(" " + own.words(), 1, look.plain()));
    return on.lines();
  }

  private List<AttributedString> notices() {
    Drawing on = drawing(width);
    String advice = ScreenWords.connectionAdvice(view.connection());
    if (!advice.isEmpty() && !view.unlinked()) {
      on.paragraph(" ! " + advice, 3, look.warning());
    }
    view.reply().ifPresent(reply -> notice(reply, on));
    List<Notice> all = view.notices();
    for (int i = all.size() - 1; i >= 0; i--) {
      Notice notice = all.get(i);
      boolean fresh = notice.at().plus(NOTICE_FOR).isAfter(now);
      if (notice.warning() || fresh) {
        notice(notice, on);
      }
    }
    if (on.lines().isEmpty() || needsRoom()) {
      return List.of(); // what is asked needs the room; nothing is lost
    }
    List<AttributedString> lines = new ArrayList<>(drawing(width).rule().lines());
    lines.addAll(head(on.lines(), MOST_NOTICE_LINES));
    return lines;
  }

  private boolean needsRoom() {
    return view.question().isPresent() || view.panel().flatMap(Panel::code).isPresent();
  }

  private void notice(Notice notice, Drawing on) {
    on.paragraph(
        (notice.warning() ? " ! " : " * ") + notice.text(),
        3,
        notice.warning() ? look.warning() : look.plain());
  }

  private List<AttributedString> body(int rows) {
    boolean sided = width >= SIDE_FROM && !view.chats().isEmpty() && !needsRoom();
    int mainWidth = sided ? width - SIDE - 1 : width;
    List<AttributedString> main = pictured(mainWidth, rows);
    return sided ? beside(fill(SidePane.draw(view, drawing(SIDE)), rows, SIDE), main) : main;
  }

  /** What is read, and what arrives of pictures, or would be sent, beside it. */
  private List<AttributedString> pictured(int columns, int rows) {
    Optional<SmallPicture> seen =
        view.call()
            .flatMap(View.Call::shown)
            .or(() -> view.preview().map(OwnPreview.Shown::picture));
    int pane = needsRoom() ? 0 : PicturePane.columns(columns, rows, look);
    if (seen.isEmpty() || pane == 0) {
      return main(columns, rows);
    }
    List<AttributedString> picture = PicturePane.draw(seen.get(), rows, drawing(pane));
    return beside(main(columns - pane - 1, rows), fill(picture, rows, pane));
  }

  private List<AttributedString> beside(List<AttributedString> left, List<AttributedString> right) {
    List<AttributedString> lines = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      lines.add(
          new AttributedStringBuilder()
              .append(left.get(i))
              .append(look.down(), look.faint())
              .append(right.get(i))
              .toAttributedString());
    }
    return lines;
  }

  private List<AttributedString> main(int columns, int rows) {
    Drawing on = drawing(columns);
    if (view.question().isPresent()) {
      PanelPane.question(view.question().get(), true, on);
      Drawing dense = drawing(columns);
      PanelPane.question(view.question().get(), false, dense);
      return fromTop(on.lines().size() <= rows ? on.lines() : dense.lines(), rows, columns);
    }
    if (view.panel().isPresent()) {
      PanelPane.draw(view.panel().get(), rows, on);
      return fromTop(on.lines(), rows, columns);
    }
    if (view.open().isPresent()) {
      Drawing title = drawing(columns);
      ChatPane.title(view.open().get(), title);
      ChatPane.draw(view.open().get(), view, on);
      List<AttributedString> lines = new ArrayList<>(title.lines());
      lines.addAll(fromBottom(on.lines(), rows - 1, columns));
      return lines;
    }
    if (view.chats().isEmpty()) {
      paragraphs(ScreenWords.WELCOME, on);
    } else if (width < SIDE_FROM) {
      SidePane.draw(view, on);
    } else {
      paragraphs(ScreenWords.CHOOSE, on);
    }
    return fromTop(on.lines(), rows, columns);
  }

  private void paragraphs(List<String> lines, Drawing on) {
    on.blank();
    lines.forEach(line -> on.paragraph("  " + line, 2, look.plain()).blank());
  }

  private List<AttributedString> fromTop(List<AttributedString> lines, int rows, int columns) {
    int first = Math.max(0, Math.min(view.scroll(), lines.size() - rows));
    return fill(lines.subList(first, lines.size()), rows, columns);
  }

  private List<AttributedString> fromBottom(List<AttributedString> lines, int rows, int columns) {
    int back = Math.max(0, Math.min(view.scroll(), lines.size() - rows));
    List<AttributedString> shown =
        lines.subList(Math.max(0, lines.size() - rows - back), lines.size() - back);
    Drawing above = drawing(columns);
    for (int i = shown.size(); i < rows; i++) {
      above.blank();
    }
    List<AttributedString> all = new ArrayList<>(above.lines());
    all.addAll(shown);
    return all;
  }

  private List<AttributedString> fill(List<AttributedString> lines, int rows, int columns) {
    Drawing on = drawing(columns);
    head(lines, rows).forEach(on::add);
    while (on.lines().size() < rows) {
      on.blank();
    }
    return on.lines();
  }

  /**
   * @return the cursor's column
   */
  private int input(Drawing on) {
    String prompt = " " + look.prompt() + " ";
    String text = view.input().replace("\n", look.newline());
    int room = width - prompt.length() - 1;
    String before = text.substring(0, view.cursor());
    int skip = 0; // whole characters, until the cursor is in sight
    while (Columns.width(before.substring(skip)) > room) {
      skip = before.offsetByCodePoints(skip, 1);
    }
    on.line(prompt + Columns.cut(text.substring(skip), room), look.plain());
    return prompt.length() + Columns.width(before.substring(skip));
  }

  private String hint() {
    if (!view.choices().isEmpty()) {
      return " " + String.join("  ", view.choices());
    }
    if (view.working()) {
      return " " + ScreenWords.WORKING;
    }
    Optional<CallSnapshot> call = view.call().map(View.Call::snapshot);
    if (view.question().isPresent()) {
      return " Enter " + view.question().get().yes() + "   " + ScreenWords.NO_ESC;
    }
    if (call.filter(now -> !now.outgoing() && CallCommands.isRinging(now.phase())).isPresent()) {
      return " " + ScreenWords.HINT_RINGING;
    }
    if (view.panel().isPresent()) {
      return " " + (needsRoom() ? ScreenWords.HINT_CODE : ScreenWords.HINT_PANEL);
    }
    return " " + (call.isPresent() ? ScreenWords.HINT_CALL + "   " : "") + ScreenWords.HINT;
  }
}
