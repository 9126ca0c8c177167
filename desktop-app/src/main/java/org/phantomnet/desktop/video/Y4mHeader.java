package org.phantomnet.desktop.video;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.protocol.rule.Rule;

/**
 * The first line of a YUV4MPEG2 file. Immutable.
 *
 * @param length bytes of the line, with its end
 */
record Y4mHeader(int width, int height, int length) {
  /** A line is no longer. */
  static final int MAX_LENGTH = 256;

  private static final String MAGIC = "YUV4MPEG2";
  private static final List<String> COLOURS = List.of("420", "420jpeg", "420mpeg2", "420paldv");

  /**
   * @param start the file's first bytes
   * @throws ClipException if it is no file of that kind, or not one that can be sent
   */
  @Rule("ENG-110")
  static Y4mHeader parse(byte[] start) throws ClipException {
    int end = 0;
    while (end < start.length && end < MAX_LENGTH && start[end] != '\n') {
      end++;
    }
    if (end == start.length || end == MAX_LENGTH) {
      throw new ClipException(ClipException.Reason.NOT_Y4M);
    }
    String[] words = new String(start, 0, end, StandardCharsets.ISO_8859_1).split(" ");
    if (words.length == 0 || !words[0].equals(MAGIC)) {
      throw new ClipException(ClipException.Reason.NOT_Y4M);
    }
    int width = 0;
    int height = 0;
    for (String word : words) {
      if (word.startsWith("W")) {
        width = number(word);
      } else if (word.startsWith("H")) {
        height = number(word);
      } else if (word.startsWith("C") && !COLOURS.contains(word.substring(1))) {
        throw new ClipException(ClipException.Reason.NOT_420);
      }
    }
    if (!Picture.isSize(width, height)) {
      throw new ClipException(ClipException.Reason.BAD_SIZE);
    }
    return new Y4mHeader(width, height, end + 1);
  }

  private static int number(String word) {
    String digits = word.substring(1);
    return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
  }
}
