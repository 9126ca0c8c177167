package org.phantomnet.desktop.demo;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.desktop.client.SeenCopy;
import org.phantomnet.desktop.video.BlackPart;
import org.phantomnet.desktop.video.Likeness;

/**
 * What arrived of a camera's pictures, each compared with the one of those let out that it is most
 * like, and which is no earlier than the one before. One use.
 */
final class ArrivedFilm {
  /** Codecs blur the edge of what is black by a block at most. */
  private static final int EDGE = 8;

  /** Black is 16; what an encoder makes of it is less than this, but for a few samples. */
  private static final int DARK = 48;

  private static final double FEW = 0.002;
  private static final double GOOD_PSNR = 30;
  private static final double GOOD_SSIM = 0.9;

  private final DemoFilm film;
  private final SentFilm sent;
  private int first;
  private int at;
  private int compared;
  private int black;
  private int lastShown = -1;
  private double psnr;
  private double ssim;
  private double leastPsnr = Double.MAX_VALUE;
  private double leastSsim = 1;
  private double lightInBlack;
  private double lightInPerson;

  ArrivedFilm(DemoFilm film, SentFilm sent) {
    this.film = film;
    this.sent = sent;
  }

  void compare(ByteBuffer picture) {
    at = sent.mostLike(picture, at);
    first = compared == 0 ? at : first;
    ByteBuffer was = sent.picture(at);
    double nowPsnr = Likeness.psnr(was, picture);
    double nowSsim = Likeness.ssim(was, picture, sent.width(), sent.height());
    psnr += nowPsnr;
    ssim += nowSsim;
    leastPsnr = Math.min(leastPsnr, nowPsnr);
    leastSsim = Math.min(leastSsim, nowSsim);
    BlackPart part = BlackPart.of(was, sent.width(), sent.height(), EDGE);
    lightInBlack = Math.max(lightInBlack, part.lighter(picture, DARK));
    black += part.isAll() ? 1 : 0;
    lastShown = part.isAll() ? lastShown : compared;
    Optional<SentFilm.Known> known = sent.known(at).filter(any -> film.knows());
    if (known.isPresent()) {
      BlackPart place = film.person(known.get().takenNanos());
      lightInPerson = Math.max(lightInPerson, place.lighter(picture, DARK));
    }
    compared++;
  }

  /** Pictures that are all black. */
  int black() {
    return black;
  }

  /** The number of the last picture that is not; -1 if all are. */
  int lastShown() {
    return lastShown;
  }

  /** Of what is black in what was let out, the greatest share that is not dark here. */
  double lightInBlack() {
    return lightInBlack;
  }

  /** The same of the place where the person is. */
  double lightInPerson() {
    return lightInPerson;
  }

  boolean isLike() {
    return compared > 0 && psnr / compared >= GOOD_PSNR && ssim / compared >= GOOD_SSIM;
  }

  boolean isDark() {
    return lightInBlack <= FEW && lightInPerson <= FEW;
  }

  /** As the comparison of a clip has them. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("compared", compared);
    figures.put("psnrDb", DemoBlackout.rounded(psnr / compared, 10));
    figures.put("leastPsnrDb", DemoBlackout.rounded(leastPsnr, 10));
    figures.put("ssim", DemoBlackout.rounded(ssim / compared, 1_000));
    figures.put("leastSsim", DemoBlackout.rounded(leastSsim, 1_000));
    figures.put("arrived", DemoBlackout.rounded(arrived(), 1_000));
    return figures;
  }

  /** Share of what was let out between the first and the last. */
  private double arrived() {
    return at == first ? 0 : Math.min(1, (compared - 1.0) * SeenCopy.EVERY / (at - first));
  }

  String words() {
    return String.format(
        Locale.ROOT,
        "PSNR %.1f dB (worst picture %.1f), SSIM %.3f (%.3f), %d compared",
        psnr / compared,
        leastPsnr,
        ssim / compared,
        leastSsim,
        compared);
  }
}
