package org.phantomnet.relay.main.config;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes as an operator writes them: {@code "2 TB"}, {@code "1.5 TiB"}. */
final class ByteAmount {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?) ?([kMGTP]i?B|B)");
  private static final Map<Character, Integer> POWERS =
      Map.of('k', 1, 'M', 2, 'G', 3, 'T', 4, 'P', 5);

  private ByteAmount() {}

  /** Powers of 1000, or with an "i" of 1024; empty for anything else, and for less than a byte. */
  static OptionalLong of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2);
    int power = Optional.ofNullable(POWERS.get(unit.charAt(0))).orElse(0);
    BigDecimal base = BigDecimal.valueOf(unit.contains("i") ? 1_024 : 1_000);
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(base.pow(power));
    boolean fits =
        bytes.compareTo(BigDecimal.ONE) >= 0
            && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0;
    return fits ? OptionalLong.of(bytes.longValue()) : OptionalLong.empty();
  }
}
