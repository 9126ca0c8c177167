package org.phantomnet.desktop.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.client.SentCopy;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Smaller;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.BlackoutState;

/**
 * The pictures of a camera that left a client, and what is known of each. Holds the file open until
 * {@link #close}. For one thread.
 */
final class SentFilm implements AutoCloseable {
  /** Of so many samples, in both directions, one is enough to tell pictures apart. */
  private static final int COARSE = 4;

  /** Pictures among which the next that arrived is looked for: four seconds. */
  static final int AHEAD = 120;

  /** The mean square by which a sample of one picture may differ after a codec: 28 dB. */
  private static final int ALIKE = 103;

  /** What is known of one. */
  record Known(long takenNanos, BlackoutState state, double millis) {}

  private final Y4m pictures;
  private final List<Optional<Known>> known;
  private final List<byte[]> coarse = new ArrayList<>();
  private int width;
  private int height;

  private SentFilm(Y4m pictures, List<Optional<Known>> known) {
    this.pictures = pictures;
    this.known = known;
    width = pictures.width();
    height = pictures.height();
  }

  static SentFilm open(Path file) throws IOException {
    List<Optional<Known>> known = new ArrayList<>();
    for (String line : Files.readAllLines(SentCopy.lines(file))) {
      known.add(known(line));
    }
    SentFilm film = new SentFilm(Y4m.open(file), known);
    if (film.pictures.pictures() != known.size()) {
      film.close();
      throw new IOException("the copy of what was sent is not whole");
    }
    film.look();
    return film;
  }

  private void look() {
    coarse.clear();
    for (int i = 0; i < known.size(); i++) {
      coarse.add(coarse(picture(i)));
    }
  }

  /**
   * Makes all its pictures smaller from now on, as an encoder does on a slow path.
   *
   * @return false, and nothing changes, if that size is larger, or is of another shape
   */
  boolean shrink(int toWidth, int toHeight) {
    if (toWidth > width || toWidth * height != toHeight * width) {
      return false;
    }
    width = toWidth;
    height = toHeight;
    look();
    return true;
  }

  private static Optional<Known> known(String line) {
    String[] words = line.split(" ");
    return words.length < 3
        ? Optional.empty()
        : Optional.of(
            new Known(
                Long.parseLong(words[0]),
                BlackoutState.valueOf(words[1]),
                Long.parseLong(words[2]) / 1_000.0));
  }

  int count() {
    return known.size();
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  ByteBuffer picture(int index) {
    ByteBuffer whole = pictures.picture(index);
    if (width == pictures.width()) {
      return whole;
    }
    Picture picture = new Picture(pictures.width(), pictures.height(), 0, whole);
    return Smaller.of(picture, width, height).i420();
  }

  Optional<Known> known(int index) {
    return known.get(index);
  }

  private byte[] coarse(ByteBuffer picture) {
    byte[] samples = new byte[(width() / COARSE) * (height() / COARSE)];
    for (int i = 0; i < samples.length; i++) {
      int row = i / (width() / COARSE) * COARSE;
      int column = i % (width() / COARSE) * COARSE;
      samples[i] = picture.get(picture.position() + row * width() + column);
    }
    return samples;
  }

  /**
   * The picture from that one on, some seconds at most, that another of this size is most like; the
   * earliest such. A film that is played again has the same pictures later. Where none is like it,
   * the seconds after are looked at, too: the other side may have seen nothing for longer.
   */
  int mostLike(ByteBuffer other, int from) {
    byte[] wanted = coarse(other);
    int best = from;
    long least = Long.MAX_VALUE;
    int end = from + AHEAD;
    for (int i = from; i < Math.min(coarse.size(), end); i++) {
      long sum = 0;
      byte[] here = coarse.get(i);
      for (int at = 0; at < wanted.length && sum < least; at++) {
        int difference = (wanted[at] & 0xff) - (here[at] & 0xff);
        sum += (long) difference * difference;
      }
      if (sum < least) {
        least = sum;
        best = i;
      }
      end += i + 1 == end && least > (long) ALIKE * wanted.length ? AHEAD : 0;
    }
    return best;
  }

  @Override
  public void close() throws IOException {
    pictures.close();
  }
}
