package org.phantomnet.desktop.video;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.phantomnet.protocol.rule.Rule;

/**
 * Compares pictures that arrived with the clip that was sent, each with the picture whose number it
 * bears. For one thread; results whenever wanted.
 */
public final class Watching {
  private final Clip clip;
  private final List<Double> psnr = new ArrayList<>();
  private final List<Double> ssim = new ArrayList<>();
  private int unread;
  private int otherSize;
  private int notNewer;
  private long first = -1;
  private long last = -1;

  public Watching(Clip clip) {
    this.clip = clip;
  }

  /** One picture, I420 without padding. */
  public void compare(ByteBuffer picture, int width, int height) {
    OptionalLong number = Stamp.read(picture, width, height);
    if (number.isEmpty()) {
      unread++;
    } else if (number.getAsLong() <= last) {
      notNewer++;
    } else {
      last = number.getAsLong();
      first = first < 0 ? last : first;
      compare(picture, width, height, last);
    }
  }

  private void compare(ByteBuffer picture, int width, int height, long number) {
    if (width != clip.width() || height != clip.height()) {
      otherSize++;
      return;
    }
    ByteBuffer sent = ClipFrames.numbered(clip, number);
    psnr.add(Likeness.psnr(sent, picture));
    ssim.add(Likeness.ssim(sent, picture, width, height));
  }

  /** What it came to. */
  public Result result() {
    return new Result(
        psnr.size(),
        otherSize,
        unread,
        notNewer,
        last - first,
        mean(psnr),
        least(psnr),
        mean(ssim),
        least(ssim));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  private static double least(List<Double> values) {
    return values.isEmpty() ? 0 : Collections.min(values);
  }

  /**
   * What a comparison came to.
   *
   * @param compared pictures whose number and size are the clip's
   * @param otherSize pictures that were scaled on the way
   * @param unread pictures whose number could not be made out
   * @param notNewer pictures that came twice or too late
   * @param span from the first number to the last
   * @param psnr mean, in dB; 0 where nothing was compared
   * @param ssim mean, at most 1
   */
  public record Result(
      int compared,
      int otherSize,
      int unread,
      int notNewer,
      long span,
      double psnr,
      double leastPsnr,
      double ssim,
      double leastSsim) {
    private static final double GOOD_PSNR = 30;
    private static final double GOOD_SSIM = 0.9;

    /** Share of the pictures sent that arrived, where one of {@code every} was compared. */
    public double arrived(int every) {
      return span == 0 ? 0 : Math.min(1, (compared + otherSize - 1) * (double) every / span);
    }

    /** Whether it is the clip that was seen, and well. */
    @Rule("ENG-111")
    public boolean good() {
      return compared > 0 && unread == 0 && notNewer == 0 && psnr >= GOOD_PSNR && ssim >= GOOD_SSIM;
    }
  }
}
