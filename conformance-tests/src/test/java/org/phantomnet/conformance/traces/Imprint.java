package org.phantomnet.conformance.traces;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * One form in which a secret or a name may lie in memory or in a file. Immutable.
 *
 * @param what whose form it is, for messages
 * @param form which one
 * @param bytes what to look for; not to be changed
 */
public record Imprint(String what, String form, byte[] bytes) {
  /**
   * Long enough that chance does not make it, short enough for a line of PEM to hold one of two.
   */
  private static final int CHARACTERS = 20;

  /** In bytes, of a cipher's expanded key. */
  private static final int ROW = 16;

  private static final List<Charset> CHARSETS =
      List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);
  private static final int INNER_PAD = 0x36; // RFC 2104
  private static final int OUTER_PAD = 0x5c; // RFC 2104

  /**
   * As it is, in words of the other byte order, as HMAC pads it, and in hexadecimal and base64 text
   * of every alignment.
   */
  public static List<Imprint> ofKey(String what, byte[] key) {
    List<Imprint> forms = new ArrayList<>();
    forms.add(new Imprint(what, "raw", key.clone()));
    byte[] words = turned(key, Integer.BYTES);
    forms.add(new Imprint(what, "words turned", Arrays.copyOf(words, ROW)));
    forms.add(
        new Imprint(
            what, "words turned", Arrays.copyOfRange(words, words.length - ROW, words.length)));
    forms.add(new Imprint(what, "long words turned", turned(key, Long.BYTES)));
    forms.add(new Imprint(what, "inner pad", padded(key, INNER_PAD)));
    forms.add(new Imprint(what, "outer pad", padded(key, OUTER_PAD)));
    String hex = HexFormat.of().formatHex(key);
    addText(forms, what, "hexadecimal", hex);
    addText(forms, what, "hexadecimal", hex.toUpperCase(Locale.ROOT));
    for (int before = 0; before < 3; before++) {
      String text = base64(key, before);
      for (String part :
          List.of(text.substring(0, CHARACTERS), text.substring(text.length() - CHARACTERS))) {
        addText(forms, what, "base64", part);
        addText(forms, what, "base64", part.replace('+', '-').replace('/', '_'));
      }
    }
    return forms;
  }

  /** In UTF-8 and UTF-16. */
  public static List<Imprint> ofText(String what, String text) {
    List<Imprint> forms = new ArrayList<>();
    addText(forms, what, "text", text);
    return forms;
  }

  private static void addText(List<Imprint> forms, String what, String form, String text) {
    for (Charset charset : CHARSETS) {
      forms.add(new Imprint(what, form + " " + charset, text.getBytes(charset)));
    }
  }

  /** The characters that depend on {@code key} only, if so many bytes stand before it. */
  private static String base64(byte[] key, int before) {
    byte[] shifted = new byte[before + key.length];
    System.arraycopy(key, 0, shifted, before, key.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    return text.substring((before * 8 + 5) / 6, shifted.length * 8 / 6);
  }

  private static byte[] padded(byte[] key, int pad) {
    byte[] padded = key.clone();
    for (int i = 0; i < padded.length; i++) {
      padded[i] ^= (byte) pad;
    }
    return padded;
  }

  private static byte[] turned(byte[] key, int word) {
    byte[] turned = Arrays.copyOf(key, key.length / word * word);
    ByteBuffer from = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.wrap(turned);
    while (to.hasRemaining()) {
      if (word == Integer.BYTES) {
        to.putInt(from.getInt());
      } else {
        to.putLong(from.getLong());
      }
    }
    return turned;
  }

  @Override
  public String toString() {
    return what + " (" + form + ")";
  }
}
