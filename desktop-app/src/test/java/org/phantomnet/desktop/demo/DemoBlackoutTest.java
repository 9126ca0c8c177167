package org.phantomnet.desktop.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.client.SentCopy;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.desktop.video.Film;
import org.phantomnet.desktop.video.Smaller;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.protocol.signal.CallMode;

/** What the demo says of pictures that show a person: it can fail. */
class DemoBlackoutTest {
  private static final Path PORTRAIT =
      Path.of("../blackout-tflite/src/test/resources/org/phantomnet/segmenter/astronaut.jpg");
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int BLACK = 25;
  private static final int FROM = 140;
  private static final int SHOWN = 25;
  private static final String HIDES = "hide Alice";
  private static final String SEES = "watch Alice's camera";

  @TempDir private static Path common = Path.of(".");
  private static DemoFilm film = DemoFilm.named(Path.of("none"));

  @TempDir private Path directory;
  private final DemoReport report = new DemoReport("PRIVATE");
  private final List<Picture> sent = new ArrayList<>();
  private final List<BlackoutState> states = new ArrayList<>();

  @BeforeAll
  static void make() throws IOException {
    film = DemoFilm.make(PORTRAIT, common.resolve("film.y4m"));
  }

  /** As a camera's blackout lets it out: black, then the room with a black place. */
  private void letOut() throws IOException {
    for (int i = 0; i < BLACK; i++) {
      sent.add(new Picture(WIDTH, HEIGHT, Film.time(i), Picture.black(WIDTH, HEIGHT)));
      states.add(BlackoutState.STARTING);
    }
    for (int i = 0; i < SHOWN; i++) {
      sent.add(hidden(FROM + i, 180, 560));
      states.add(BlackoutState.PERSON_HIDDEN);
    }
  }

  /** A picture of the film, black between two columns. */
  private static Picture hidden(int number, int left, int right) throws IOException {
    try (Y4m all = Y4m.open(film.file())) {
      ByteBuffer i420 = all.picture(number);
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int column = i % WIDTH;
        if (column >= left && column < right) {
          i420.put(i, (byte) 16);
          int chroma = WIDTH * HEIGHT + i / WIDTH / 2 * (WIDTH / 2) + column / 2;
          i420.put(chroma, (byte) 128);
          i420.put(chroma + WIDTH * HEIGHT / 4, (byte) 128);
        }
      }
      return new Picture(WIDTH, HEIGHT, Film.time(number), i420);
    }
  }

  private static void write(Path file, List<Picture> pictures) throws IOException {
    Picture first = pictures.get(0);
    try (Y4m.Writer writer = Y4m.write(file, first.width(), first.height(), 30)) {
      for (Picture picture : pictures) {
        writer.write(picture);
      }
    }
  }

  private List<Picture> everyFifth() {
    List<Picture> seen = new ArrayList<>();
    for (int i = 0; i < sent.size(); i += 5) {
      seen.add(sent.get(i));
    }
    return seen;
  }

  private void compare(List<Picture> seen) throws IOException, DemoFailure {
    compare(seen, film);
  }

  private void compare(List<Picture> seen, DemoFilm film) throws IOException, DemoFailure {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      lines.add(sent.get(i).timestampNanos() + " " + states.get(i) + " 8000");
    }
    try (DemoPlace place =
        DemoPlace.forMode(CallMode.PRIVATE, DemoOptions.Disturbance.NONE, directory)) {
      DemoOptions options =
          new DemoOptions(
              CallMode.PRIVATE,
              Duration.ofSeconds(8),
              directory,
              directory,
              true,
              DemoOptions.Disturbance.NONE,
              List.of(),
              List.of(),
              List.of("1", "2"),
              Optional.empty(),
              Optional.of(film),
              1,
              place);
      write(options.sent("Alice"), sent);
      Files.write(SentCopy.lines(options.sent("Alice")), lines);
      write(options.seen("Bob"), seen);
      PrintStream nowhere =
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      new DemoBlackout(options, film, new Timeline(nowhere, true), report).compare("Alice", "Bob");
    }
  }

  private String failure(List<Picture> seen) {
    return assertThrows(DemoFailure.class, () -> compare(seen)).step();
  }

  private List<Picture> halves() {
    return everyFifth().stream()
        .map(picture -> Smaller.of(picture, WIDTH / 2, HEIGHT / 2))
        .toList();
  }

  /** As a path that is slow at first has the encoder make it. */
  @Test
  void namedFilm_thatArrivesSmaller_isComparedInThatSize() throws Exception {
    letOut();
    compare(halves(), DemoFilm.named(film.file()));

    JsonNode video = report.json().get("video").get("aliceToBob");
    assertTrue(video.get("leastPsnrDb").asDouble() > 60, video.toString());
  }

  @Test
  void namedFilm_ofWhichMoreArrivesThanLeft_failsInThatSize_too() throws Exception {
    letOut();
    List<Picture> seen = new ArrayList<>(halves());
    seen.set(
        seen.size() - 1, Smaller.of(hidden(FROM + SHOWN - 1, 320, 560), WIDTH / 2, HEIGHT / 2));

    DemoFailure failure =
        assertThrows(DemoFailure.class, () -> compare(seen, DemoFilm.named(film.file())));
    assertEquals(SEES, failure.step());
  }

  @Test
  void filmOfWhichMoreIsKnown_isToArriveInItsSize() throws Exception {
    letOut();
    assertEquals(SEES, failure(halves()));
  }

  @Test
  void filmThatIsPlayedAgain_isComparedWithItsFirstRound() throws Exception {
    letOut();
    for (int i = 0; i < SentFilm.AHEAD; i++) {
      sent.add(hidden(FROM + SHOWN + i / 3, 100, 560));
      states.add(BlackoutState.PERSON_HIDDEN);
    }
    List<Picture> seen = everyFifth();
    Picture again = hidden(FROM + 80, 180, 560);
    sent.add(again);
    states.add(BlackoutState.PERSON_HIDDEN);
    seen.set(BLACK / 5, again);

    compare(seen);

    JsonNode likeness = report.json().path("video").path("aliceToBob");
    assertTrue(likeness.path("leastPsnrDb").asDouble() > 40, likeness::toString);
  }

  @Test
  void picture_afterLongerThanIsLookedAhead_isComparedWithItsOwn() throws Exception {
    letOut();
    for (int i = 0; i < 2 * SentFilm.AHEAD; i++) {
      sent.add(sent.get(0));
      states.add(BlackoutState.TOO_SLOW);
    }
    List<Picture> seen = everyFifth().subList(0, (BLACK + SHOWN) / 5);
    Picture late = hidden(FROM, 180, 620);
    sent.add(late);
    states.add(BlackoutState.PERSON_HIDDEN);
    seen.add(late);

    compare(seen);

    JsonNode likeness = report.json().path("video").path("aliceToBob");
    assertTrue(likeness.path("leastPsnrDb").asDouble() > 40, likeness::toString);
  }

  @Test
  void hiddenPerson_seenAsItLeft_isGood_andCounted() throws Exception {
    letOut();

    compare(everyFifth());

    JsonNode blackout = report.json().path("blackout");
    assertEquals(BLACK + SHOWN, blackout.path("letOut").asInt());
    assertEquals(BLACK, blackout.path("allBlack").asInt());
    assertEquals(BLACK, blackout.path("blackBeforeTheRoom").asInt());
    assertEquals(SHOWN, blackout.path("personHidden").asInt());
    assertEquals(SHOWN, blackout.path("withPersonAndRoom").asInt());
    assertEquals(8.0, blackout.path("medianMs").asDouble());
    assertEquals(BLACK / 5, blackout.path("seenBlack").asInt());
    assertTrue(Files.exists(directory.resolve("bob-seen-blackout.png")));
  }

  @Test
  void onePictureThatLeft_withSomeOfThePerson_fails() throws Exception {
    letOut();
    sent.set(BLACK + 7, hidden(FROM + 7, 180, 300));

    assertEquals(HIDES, failure(everyFifth()));
  }

  @Test
  void pictureOfTheRoom_whileItIsLearned_fails() throws Exception {
    letOut();
    states.set(BLACK, BlackoutState.STARTING);
    assertEquals(HIDES, failure(everyFifth()));

    states.set(BLACK, BlackoutState.PERSON_HIDDEN);
    sent.subList(0, BLACK).clear();
    states.subList(0, BLACK).clear();
    assertEquals(HIDES, failure(everyFifth()));
  }

  @Test
  void picturesThatShowNobody_becauseAllAreBlack_proveNothing() throws Exception {
    letOut();
    sent.subList(BLACK, BLACK + SHOWN).clear();
    states.subList(BLACK, BLACK + SHOWN).clear();

    assertEquals(HIDES, failure(everyFifth()));
  }

  @Test
  void personWhoIsSeen_thoughBlackAsItLeft_fails() throws Exception {
    letOut();
    List<Picture> seen = everyFifth();
    seen.set(7, hidden(FROM + 10, 230, 560));

    assertEquals(SEES, failure(seen));
  }

  @Test
  void otherPictures_orOnlyBlackOnes_fail() throws Exception {
    letOut();

    assertEquals(SEES, failure(List.of(sent.get(0), sent.get(0))));
    assertEquals(SEES, failure(List.of(sent.get(0), hidden(FROM, 0, 0), hidden(FROM, 0, 0))));
  }
}
