package org.phantomnet.conformance.lab;

import java.util.regex.Pattern;

/** What a machine, a home or an address may be called: it becomes a word of a command. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,14}");

  /** RFC 5737 and RFC 3849: nobody's, so that nothing real can be meant. */
  private static final Pattern IPV4 =
      Pattern.compile("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[1-9][0-9]{0,2}");

  private static final Pattern IPV6 = Pattern.compile("2001:db8:[0-9a-f:]{2,30}");

  private Names() {}

  static void check(String name) {
    require(NAME, name, "a name is a letter and up to 14 letters, digits and dashes");
  }

  static void checkPublic(Family family, String address) {
    require(
        family == Family.IPV4 ? IPV4 : IPV6,
        address,
        "a public machine has an address of the documentation ranges");
  }

  private static void require(Pattern pattern, String text, String otherwise) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(otherwise + ": " + text);
    }
  }
}
