package org.phantomnet.relay.authority;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * What an authority's operator knows of relays, one line each: {@code ID family LABEL} or {@code ID
 * refuse WORDS}; {@code #} begins a comment. Immutable.
 *
 * @param families operator family by relay id
 * @param refused why a relay is not listed, by relay id
 */
public record LabelFile(Map<Bytes, String> families, Map<Bytes, String> refused) {
  /** Nothing is known of any relay. */
  public static final LabelFile NONE = new LabelFile(Map.of(), Map.of());

  private static final int MAX_LENGTH = 4 * 1_024 * 1_024;
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{64}) (?:family ([a-z0-9][a-z0-9._-]{0,63})|refuse (\\S.{0,199}))");

  public LabelFile {
    families = Map.copyOf(families);
    refused = Map.copyOf(refused);
  }

  /** A line of the file that is none. */
  public static final class WrongLineException extends Exception {
    private static final long serialVersionUID = 1L;

    private WrongLineException(int line) {
      super(
          "line "
              + line
              + " must be 'ID family LABEL' or 'ID refuse WORDS', once for each relay: an ID is 64"
              + " of 0-9 and a-f, a label 1 to 64 of a-z, 0-9, '.', '_', '-'");
    }
  }

  /**
   * Reads the whole file or nothing.
   *
   * @throws WrongLineException naming the first line that is none
   */
  public static LabelFile parse(String text) throws WrongLineException {
    if (text.length() > MAX_LENGTH) {
      throw new WrongLineException(0);
    }
    Map<Bytes, String> families = new HashMap<>();
    Map<Bytes, String> refused = new HashMap<>();
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher form = LINE.matcher(line);
      if (!form.matches()) {
        throw new WrongLineException(number);
      }
      Bytes id = Bytes.copyOf(HexFormat.of().parseHex(form.group(1)));
      boolean known = families.containsKey(id) || refused.containsKey(id);
      Optional<String> family = Optional.ofNullable(form.group(2));
      if (known) {
        throw new WrongLineException(number);
      }
      if (family.isPresent()) {
        families.put(id, family.get());
      } else {
        refused.put(id, form.group(3));
      }
    }
    return new LabelFile(families, refused);
  }
}
