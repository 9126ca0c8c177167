package org.phantomnet.desktop.video;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FilmTest {
  @Test
  void pictureOfATime_isTheLastOneTaken() {
    for (long number : new long[] {0, 1, 2, 29, 30, 31, 100, 107_999, 1_000_003}) {
      assertEquals(number, Film.number(Film.time(number)));
      assertEquals(number, Film.number(Film.time(number + 1) - 1));
    }
    assertEquals(1_000_000_000, Film.time(30));
  }
}
