package org.phantomnet.desktop.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.phantomnet.desktop.capture.Preview;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.desktop.video.BlackPart;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.BlackoutState;

/**
 * Whether what left Alice's camera hides the person, and whether what Bob saw is that and no more.
 * One use.
 */
final class DemoBlackout {
  private static final String HIDES = "hide Alice";
  private static final String SEES = "watch Alice's camera";

  /** Of a person's place, what may be seen of it in a picture: as ./phantom bench blackout. */
  private static final double LEAK = 0.005;

  private final DemoOptions options;
  private final DemoFilm film;
  private final Timeline timeline;
  private final DemoReport report;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  DemoBlackout(DemoOptions options, DemoFilm film, Timeline timeline, DemoReport report) {
    this.options = options;
    this.film = film;
    this.timeline = timeline;
    this.report = report;
  }

  /** Fails if a person was to be seen, if nothing was, or if Bob saw something else. */
  void compare(String alice, String bob) throws DemoFailure {
    try (SentFilm sent = SentFilm.open(options.sent(alice));
        Y4m seen = Y4m.open(options.seen(bob))) {
      letOut(sent);
      seen(sent, seen, bob);
    } catch (IOException e) {
      throw new DemoFailure(SEES, "what was sent or seen could not be read: " + e.getMessage());
    } finally {
      report.put("blackout", figures);
    }
  }

  private void letOut(SentFilm sent) throws DemoFailure {
    Map<String, Integer> states = new LinkedHashMap<>();
    List<Double> millis = new ArrayList<>();
    int allBlack = 0;
    int beforeRoom = -1;
    int withPerson = 0;
    double leastHidden = 1;
    for (int i = 0; i < sent.count(); i++) {
      ByteBuffer picture = sent.picture(i);
      Optional<SentFilm.Known> known = sent.known(i);
      boolean black = BlackPart.of(picture, sent.width(), sent.height(), 0).isAll();
      String state = known.map(one -> one.state().words()).orElse("not known");
      states.merge(state, 1, Integer::sum);
      known.ifPresent(one -> millis.add(one.millis()));
      if (!black && (known.isEmpty() || known.get().state().allBlack())) {
        throw new DemoFailure(HIDES, "picture " + i + " is not black, and is said to be: " + state);
      }
      allBlack += black ? 1 : 0;
      beforeRoom = beforeRoom < 0 && !black ? i : beforeRoom;
      if (!black && film.knows()) {
        BlackPart person = film.person(known.get().takenNanos());
        leastHidden = Math.min(leastHidden, 1 - person.lighter(picture, 16));
        withPerson += person.isEmpty() ? 0 : 1;
      }
    }
    figures.put("letOut", sent.count());
    figures.put("allBlack", allBlack);
    figures.put("personHidden", states.getOrDefault(BlackoutState.PERSON_HIDDEN.words(), 0));
    figures.put("tooSlow", states.getOrDefault(BlackoutState.TOO_SLOW.words(), 0));
    figures.put("blackBeforeTheRoom", Math.max(0, beforeRoom));
    figures.put("states", states);
    if (film.knows()) {
      figures.put("withPersonAndRoom", withPerson);
      figures.put("leastPersonHidden", rounded(leastHidden, 10_000));
    }
    timeline.event(
        "Alice",
        String.format(
            Locale.ROOT,
            "let out %d pictures of her camera: %d all black (the first %d), %d with the person"
                + " hidden; %s",
            sent.count(),
            allBlack,
            Math.max(0, beforeRoom),
            sent.count() - allBlack,
            times(millis)));
    timeline.event("Alice", "these were: " + states);
    judge(sent, beforeRoom, withPerson, leastHidden);
  }

  /** What a patient film's clock says is no time. */
  private String times(List<Double> millis) {
    if (film.isPatient() || millis.isEmpty()) {
      return "not timed";
    }
    millis.sort(Double::compare);
    double median = millis.get(millis.size() / 2);
    double slowest = millis.get(millis.size() - 1);
    figures.put("medianMs", rounded(median, 10));
    figures.put("slowestMs", rounded(slowest, 10));
    return String.format(Locale.ROOT, "%.1f ms each (median), %.1f the slowest", median, slowest);
  }

  private void judge(SentFilm sent, int beforeRoom, int withPerson, double leastHidden)
      throws DemoFailure {
    if (beforeRoom == 0) {
      throw new DemoFailure(HIDES, "the first picture shows the room before it was learned");
    }
    if (beforeRoom < 0 || film.knows() && withPerson == 0) {
      throw new DemoFailure(
          HIDES,
          "none of "
              + sent.count()
              + " pictures showed a room with somebody in it, so nothing is proved; "
              + figures.get("tooSlow")
              + " took too long. On a machine that is too slow or too busy for 24 a second, try"
              + " --patient");
    }
    if (leastHidden < 1 - LEAK) {
      throw new DemoFailure(HIDES, "a picture that left shows some of the person");
    }
  }

  private void seen(SentFilm sent, Y4m seen, String watcher) throws DemoFailure, IOException {
    boolean same = seen.width() == sent.width() && seen.height() == sent.height();
    if (!same && (film.knows() || !sent.shrink(seen.width(), seen.height()))) {
      throw new DemoFailure(SEES, "it arrived in another size");
    }
    ArrivedFilm arrived = new ArrivedFilm(film, sent);
    for (long i = 0; i < seen.pictures(); i++) {
      arrived.compare(seen.picture(i));
    }
    figures.put("seenBlack", arrived.black());
    figures.put("seenLightInBlack", rounded(arrived.lightInBlack(), 10_000));
    figures.put("seenLightInPerson", rounded(arrived.lightInPerson(), 10_000));
    report.side("video", "aliceToBob", arrived.figures());
    timeline.event(
        watcher,
        String.format(
            Locale.ROOT,
            "saw what Alice's camera was let out: %s, %d of them all black; where the person was"
                + " %.2f %% at most are not dark; the last is %s",
            arrived.words(),
            arrived.black(),
            100 * Math.max(arrived.lightInPerson(), arrived.lightInBlack()),
            png(arrived, seen, watcher)));
    if (!arrived.isLike()) {
      throw new DemoFailure(SEES, "what " + watcher + " saw is not what was let out");
    }
    if (!arrived.isDark()) {
      throw new DemoFailure(SEES, "what was black as it left is not dark for " + watcher);
    }
    if (arrived.black() == 0 || arrived.lastShown() < 0) {
      throw new DemoFailure(SEES, watcher + " saw no black picture, or no room");
    }
  }

  private Path png(ArrivedFilm arrived, Y4m seen, String watcher) throws IOException {
    Path file = Path.of(watcher.toLowerCase(Locale.ROOT) + "-seen-blackout.png");
    long last = arrived.lastShown() < 0 ? seen.pictures() - 1 : arrived.lastShown();
    ImageIO.write(
        Preview.image(seen.picture(last), seen.width(), seen.height()),
        "png",
        options.report().resolve(file).toFile());
    return file;
  }

  static double rounded(double value, double to) {
    return Math.round(value * to) / to;
  }
}
