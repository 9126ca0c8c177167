package org.phantomnet.desktop.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.video.BlackPart;
import org.phantomnet.desktop.video.Film;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.segmenter.SelfieModel;

/** The demo's film before the real model, in virtual time: what the demo looks for is there. */
class DemoFilmTest {
  private static final Path PORTRAIT =
      Path.of("../blackout-tflite/src/test/resources/org/phantomnet/segmenter/astronaut.jpg");

  @TempDir private Path directory;

  @Test
  @Covers({"BLK-1", "BLK-3", "BLK-19"})
  @Adversary("ADV-46")
  void personWhoComesIn_isBlackInAllThatLeaves_andTheRoomIsNot() throws Exception {
    DemoFilm film = DemoFilm.make(PORTRAIT, directory.resolve("film.y4m"));
    Map<BlackoutState, Integer> states = new TreeMap<>();
    int roomAlone = 0;
    int roomAndPerson = 0;
    try (Y4m pictures = Y4m.open(film.file());
        Blackout blackout = new Blackout(new SelfieModel(), () -> 0)) {
      for (int i = 0; i < pictures.pictures(); i++) {
        RawFrame raw =
            new RawFrame(
                pictures.picture(i),
                pictures.width(),
                pictures.height(),
                Rotation.NONE,
                Film.time(i + 1L),
                1);
        SafeFrame frame = blackout.apply(raw);
        boolean black = BlackPart.of(frame.i420(), frame.width(), frame.height(), 0).isAll();
        BlackPart person = film.person(Film.time(i));

        assertEquals(blackout.state().allBlack(), black);
        assertEquals(0, person.lighter(frame.i420(), 16), "picture " + i);
        states.merge(blackout.state(), 1, Integer::sum);
        roomAlone += black || !person.isEmpty() ? 0 : 1;
        roomAndPerson += black || person.isEmpty() ? 0 : 1;
      }
    }

    assertTrue(states.getOrDefault(BlackoutState.STARTING, 0) >= 24, states::toString);
    assertTrue(roomAlone > 10, () -> "room alone: " + states);
    assertTrue(roomAndPerson > 60, () -> "with a person: " + states);
  }
}
