package org.phantomnet.relay.issuer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.https.Refused;

/**
 * Invite codes, each worth a number of tokens. The file holds a line for each: the SHA-256 of the
 * code in hex, a space, and what is left of it; the codes themselves are nowhere. It is written,
 * durably, before tokens are signed. One thread.
 */
public final class InvitePolicy implements IssuePolicy {
  static final int MIN_CODE = 16; // a shorter one could be guessed from the file
  private static final int MAX_LEFT = 1_000_000;

  private final Path file;
  private final Map<String, Integer> left;

  private InvitePolicy(Path file, Map<String, Integer> left) {
    this.file = file;
    this.left = left;
  }

  /**
   * @throws IOException if the file cannot be read, or a line of it (which the message numbers) is
   *     not of that form
   */
  public static InvitePolicy open(Path file) throws IOException {
    Map<String, Integer> left = new LinkedHashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split(" ", -1);
      boolean good =
          parts.length == 2
              && parts[0].matches("[0-9a-f]{64}")
              && parts[1].matches("[0-9]{1,7}")
              && Integer.parseInt(parts[1]) <= MAX_LEFT;
      if (!good || left.put(parts[0], Integer.parseInt(parts[1])) != null) {
        throw new IOException(
            "line " + number + " of the invite codes is not: hash, space, number");
      }
    }
    return new InvitePolicy(file, left);
  }

  /** A code's place in the file: the SHA-256 of its characters in hex. */
  public static String hash(String code) {
    return hash(Bytes.copyOf(code.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String hash(Bytes code) {
    return java.util.HexFormat.of().formatHex(Sha256.of(code).toByteArray());
  }

  @Rule("TOK-15")
  @Override
  public void admit(Bytes proof, int tokens) throws Refused {
    String hash = hash(proof);
    int worth = left.getOrDefault(hash, 0);
    if (proof.length() < MIN_CODE || worth < tokens) {
      throw new Refused(Refusal.BAD_TOKEN);
    }
    left.put(hash, worth - tokens);
    try {
      KeyFile.write(file, text().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      left.put(hash, worth);
      throw new Refused(Refusal.FAILED);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    left.forEach((hash, worth) -> text.append(hash).append(' ').append(worth).append('\n'));
    return text.toString();
  }
}
