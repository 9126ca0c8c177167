package org.phantomnet.desktop.capture;

import java.nio.ByteBuffer;
import org.phantomnet.engine.port.SafeFrame;

/**
 * What was drawn, and how far what was captured is from it; by other arithmetic than the child's.
 */
public final class Drawn {
  private Drawn() {}

  /** Many colours, edges and a corner that tells which way is up. */
  static int[] card(int width, int height) {
    int[] rgb = new int[width * height];
    int[] colours = {
      0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0xff00ff, 0x00ffff, 0xffffff, 0x202020
    };
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int field = x * 8 / width + y * 8 / height * 3;
        rgb[y * width + x] = colours[field % colours.length];
      }
    }
    for (int y = 0; y < height / 4; y++) {
      java.util.Arrays.fill(rgb, y * width, y * width + width / 6, 0x808080);
    }
    return rgb;
  }

  /** By the formulas of ITU-R BT.601 for limited range, in floating point. */
  static double[] yuv(int rgb) {
    double red = (rgb >> 16 & 0xff) / 255.0;
    double green = (rgb >> 8 & 0xff) / 255.0;
    double blue = (rgb & 0xff) / 255.0;
    double luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    return new double[] {
      16 + 219 * luma, 128 + 224 * (blue - luma) / 1.772, 128 + 224 * (red - luma) / 1.402
    };
  }

  /** Peak signal to noise ratio in dB over luma and both chroma planes. */
  static double psnr(int[] rgb, int width, int height, SafeFrame frame) {
    ByteBuffer i420 = frame.i420();
    double sum = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double difference = yuv(rgb[y * width + x])[0] - (i420.get(y * width + x) & 0xff);
        sum += difference * difference;
      }
    }
    int plane = width * height / 4;
    for (int y = 0; y < height / 2; y++) {
      for (int x = 0; x < width / 2; x++) {
        for (int part = 1; part <= 2; part++) {
          double mean = 0;
          for (int of = 0; of < 4; of++) {
            mean += yuv(rgb[(2 * y + (of >> 1)) * width + 2 * x + (of & 1)])[part] / 4;
          }
          int at = width * height + (part - 1) * plane + y * width / 2 + x;
          double difference = mean - (i420.get(at) & 0xff);
          sum += difference * difference;
        }
      }
    }
    return sum == 0 ? 99 : 10 * Math.log10(255.0 * 255.0 * width * height * 1.5 / sum);
  }

  /** The luma of one sample. */
  static int luma(SafeFrame frame, int x, int y) {
    return frame.i420().get(y * frame.width() + x) & 0xff;
  }

  /** One grey of that luma, as of a clip. */
  static SafeFrame frame(int width, int height, int luma) {
    byte[] pixels = new byte[width * height * 3 / 2];
    java.util.Arrays.fill(pixels, (byte) 128);
    java.util.Arrays.fill(pixels, 0, width * height, (byte) luma);
    return SafeFrame.ofClip(ByteBuffer.wrap(pixels), width, height, 1);
  }

  /** Luma of a picture, chroma of none: what {@code Likeness.ssim} compares. */
  public static ByteBuffer lumaOf(int[] rgb) {
    byte[] luma = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      luma[i] = (byte) Math.round(yuv(rgb[i])[0]);
    }
    return ByteBuffer.wrap(luma);
  }

  /** Whether all of it is black. */
  static boolean black(SafeFrame frame) {
    ByteBuffer i420 = frame.i420();
    for (int i = 0; i < frame.width() * frame.height(); i++) {
      if (i420.get(i) != 16) {
        return false;
      }
    }
    for (int i = frame.width() * frame.height(); i < i420.limit(); i++) {
      if (i420.get(i) != (byte) 128) {
        return false;
      }
    }
    return true;
  }
}
