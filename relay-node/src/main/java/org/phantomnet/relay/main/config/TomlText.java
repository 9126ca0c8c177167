package org.phantomnet.relay.main.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** The text of a TOML file, or what is wrong with it in words for who wrote it. Stateless. */
final class TomlText {
  /** A configuration is a page of text; what is longer is another file. */
  private static final int MAX_LENGTH = 256 * 1_024;

  private static final int MOST_SAID = 120;
  private static final String BYTE_ORDER_MARK = "\uFEFF"; // some editors begin UTF-8 with it
  private static final Pattern TABLE = Pattern.compile("\\s*\\[([A-Za-z0-9_.-]{1,64})\\].*");
  private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z0-9_.-]{1,64})\\s*=.*");
  private static final Pattern TWICE =
      Pattern.compile(".* previously defined at line ([0-9]{1,9}), column [0-9]{1,9}");

  private TomlText() {}

  /**
   * Reads no more than a configuration may have.
   *
   * @param ifMissing what to do if there is no such file
   */
  static byte[] read(Path file, String ifMissing) throws ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_LENGTH + 1);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + " does not exist: " + ifMissing);
    } catch (IOException e) {
      throw new ConfigException(FileTrouble.reading(file, e));
    }
  }

  static TomlParseResult parse(String name, byte[] content) throws ConfigException {
    if (content.length > MAX_LENGTH) {
      throw new ConfigException(name + " is too long for a configuration: check the file's name");
    }
    String text;
    TomlParseResult tree;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      tree = Toml.parse(text);
    } catch (CharacterCodingException e) {
      throw new ConfigException(
          name + " line " + firstLineThatIsNotUtf8(content) + " is not text in UTF-8: save it so");
    } catch (RuntimeException | StackOverflowError e) {
      // the library gives up on some texts in ways that it does not announce
      throw new ConfigException(name + " is not TOML: check quotes and brackets");
    }
    if (tree.hasErrors()) {
      throw new ConfigException(name + mistake(text.split("\n", -1), tree.errors().get(0)));
    }
    return tree;
  }

  private static String mistake(String[] lines, TomlParseError error) {
    int line = error.position().line();
    String key = keyAt(lines, line);
    String said = String.valueOf(error.getMessage()).replaceAll("[^ -~]+", " ");
    String begin = " line " + line + ":" + (key.isEmpty() ? "" : " " + key);
    Matcher twice = TWICE.matcher(said);
    if (twice.matches()) {
      return begin + " is there twice, first in line " + twice.group(1) + ": remove one of them";
    }
    return begin
        + " is not TOML, here or just above: check quotes, commas and brackets ("
        + said.substring(0, Math.min(MOST_SAID, said.length()))
        + ")";
  }

  /** The last key and table that begin in that line or above; empty if there are none. */
  private static String keyAt(String[] lines, int line) {
    String key = "";
    for (int i = Math.min(line, lines.length) - 1; i >= 0; i--) {
      Matcher table = TABLE.matcher(lines[i]);
      if (table.matches()) {
        return key.isEmpty() ? table.group(1) : table.group(1) + "." + key;
      }
      Matcher found = KEY.matcher(lines[i]);
      if (key.isEmpty() && found.matches()) {
        key = found.group(1);
      }
    }
    return key;
  }

  private static int firstLineThatIsNotUtf8(byte[] content) {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        if (!isUtf8(ByteBuffer.wrap(content, begin, i - begin))) {
          return line;
        }
        line++;
        begin = i + 1;
      }
    }
    return line;
  }

  private static boolean isUtf8(ByteBuffer bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
