package org.phantomnet.desktop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.phantomnet.messenger.relays.Estate;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxKeys;

/**
 * What a client is told once, at its first start, as JSON: its mailbox, and the estate of relays it
 * may use, each with pinned keys in hexadecimal. {@code relay estate} writes such a file.
 */
public record EstateFile(MailboxKeys mailbox, Estate estate) {
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})*");

  /**
   * @param testEstateAllowed take lists signed for a test estate
   * @throws IOException with a sentence that names the key and the remedy
   */
  public static EstateFile read(Path file, boolean testEstateAllowed) throws IOException {
    return parse(Files.readAllBytes(file), testEstateAllowed);
  }

  /** As {@link #read}, of the file's content. */
  static EstateFile parse(byte[] content, boolean testEstateAllowed) throws IOException {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(content);
    } catch (JsonProcessingException | CharConversionException e) {
      throw new IOException(
          "the estate file is not JSON in UTF-8; ask your relay operator for it again");
    }
    try {
      JsonNode mailbox = json.path("mailbox");
      MailboxKeys keys =
          new MailboxKeys(
              text(mailbox, "name"),
              bytes(text(mailbox, "tlsPin")),
              bytes(text(mailbox, "trustRoot")));
      List<Estate.Directory> directories = new ArrayList<>();
      for (JsonNode directory : json.path("directories")) {
        directories.add(
            new Estate.Directory(text(directory, "server"), bytes(text(directory, "tlsPin"))));
      }
      List<Bytes> authorities = new ArrayList<>();
      for (JsonNode authority : json.path("authorities")) {
        authorities.add(bytes(authority.asText()));
      }
      return new EstateFile(
          keys,
          new Estate(directories, authorities, json.path("threshold").asInt(), testEstateAllowed));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "a value in the estate file is not valid; ask your relay operator for it again");
    }
  }

  private static String text(JsonNode json, String key) throws IOException {
    String value = json.path(key).asText();
    if (value.isEmpty()) {
      throw new IOException(
          "the estate file lacks '" + key + "'; ask your relay operator for a complete one");
    }
    return value;
  }

  private static Bytes bytes(String hex) {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("hexadecimal");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < hex.length(); i += 2) {
      out.write(Integer.parseInt(hex.substring(i, i + 2), 16));
    }
    return Bytes.copyOf(out.toByteArray());
  }
}
