package org.phantomnet.relay.main.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * What the signers of an estate agreed on (authority.toml), checked. Immutable.
 *
 * @param testEstate the list may hold private addresses, and clients take it only when told to
 * @param singleFamily the list allows calls over one operator's relays
 * @param days how long a list holds
 */
public record AuthoritySettings(
    DirectorySettings.Trust trust, boolean testEstate, boolean singleFamily, int days) {
  private static final int DEFAULT_DAYS = 7;
  private static final int MOST_DAYS = 30;
  private static final int MAX_LENGTH = 64 * 1_024;

  /**
   * Reads and checks the file.
   *
   * @throws ConfigException if it is missing or wrong: says what to do
   */
  public static AuthoritySettings read(Path file) throws ConfigException, IOException {
    try {
      return parse(String.valueOf(file.getFileName()), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          file
              + " does not exist: write authorities = [\"public key\", ...] and threshold = 2 into"
              + " it; 'relay authority key' prints a public key");
    }
  }

  /** The file's content; nothing is read or looked up. */
  public static AuthoritySettings parse(String name, byte[] content) throws ConfigException {
    TomlParseResult tree;
    try {
      if (content.length > MAX_LENGTH) {
        throw new ConfigException(name + " is too long: name authority.toml");
      }
      tree =
          Toml.parse(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      throw new ConfigException(name + " is not text in UTF-8: save it as such");
    } catch (RuntimeException | StackOverflowError e) {
      throw new ConfigException(name + " is not TOML: check quotes and brackets");
    }
    if (tree.hasErrors()) {
      throw new ConfigException(
          name
              + " line "
              + tree.errors().get(0).position().line()
              + ": this is not TOML: check quotes and brackets there");
    }
    ConfigTable table = ConfigTable.root(name, tree);
    AuthoritySettings settings =
        new AuthoritySettings(
            DirectorySettings.Trust.of(table)
                .orElseThrow(
                    () ->
                        table.wrong(
                            "authorities", "is missing: name the public keys of the signers")),
            table.flag("test-estate", false),
            table.flag("single-family", false),
            table.number("days", 1, MOST_DAYS, DEFAULT_DAYS));
    table.refuseUnknownKeys();
    return settings;
  }
}
