package org.phantomnet.relay.main.config;

import java.nio.file.Path;

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

  /**
   * Reads and checks the file.
   *
   * @throws ConfigException if it cannot be read or is wrong: says what to do
   */
  public static AuthoritySettings read(Path file) throws ConfigException {
    return parse(
        String.valueOf(file.getFileName()),
        TomlText.read(
            file,
            "write authorities = [\"public key\", ...] and threshold = 2 into it; 'relay authority"
                + " key' prints a public key"));
  }

  /** The file's content; nothing is read or looked up. */
  public static AuthoritySettings parse(String name, byte[] content) throws ConfigException {
    ConfigTable table = ConfigTable.root(name, TomlText.parse(name, content));
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
