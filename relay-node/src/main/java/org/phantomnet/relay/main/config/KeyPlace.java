package org.phantomnet.relay.main.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/**
 * Where in the file a key stands that turned out wrong after the file was read: a port that is
 * taken, a certificate that has expired. Stateless.
 */
public final class KeyPlace {
  private static final Pattern KEY =
      Pattern.compile("(?<![/\\w.-])([a-z]+\\.[a-z-]+|data)(?=[ :])");

  private KeyPlace() {}

  /**
   * The message behind file and line of the first key that it names; the message alone if it has
   * them, or names no key of the file.
   */
  public static String before(Path file, String message) {
    String name = String.valueOf(file.getFileName());
    try {
      if (!message.contains(name + " line ")) {
        TomlParseResult tree = TomlText.parse(name, TomlText.read(file, ""));
        Matcher key = KEY.matcher(message);
        while (key.find()) {
          TomlPosition position = tree.inputPositionOf(key.group(1));
          if (position != null) {
            return name + " line " + position.line() + ": " + message;
          }
        }
      }
    } catch (ConfigException e) {
      // it was read a moment ago, and is another one by now
    }
    return message;
  }
}
