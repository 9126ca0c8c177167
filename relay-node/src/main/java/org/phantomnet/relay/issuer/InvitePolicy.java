package org.phantomnet.relay.issuer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.https.Refused;

/**
 * Invite codes, each worth a number of tokens. The file holds a line for each: the SHA-256 of the
 * code in hex, a space, and what is left of it; the codes themselves are nowhere. It is written,
 * durably, before tokens are signed, and read again when the operator has changed it; comments
 * stay. One thread.
 */
public final class InvitePolicy implements IssuePolicy {
  static final int MIN_CODE = 16; // a shorter one could be guessed from the file
  private static final int MAX_LEFT = 1_000_000;

  private final Path file;
  private Content content;
  private Stamp stamp;

  /** A line of the file that says nothing; the message goes on from its number. */
  public static final class BadLine extends IOException {
    private static final long serialVersionUID = 1L;

    private final int line;

    BadLine(int line, String remedy) {
      super(remedy);
      this.line = line;
    }

    public int line() {
      return line;
    }
  }

  /** By what a file that somebody else wrote is known. */
  private record Stamp(Object fileKey, long size, Object changed) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(String.valueOf(now.fileKey()), now.size(), now.lastModifiedTime());
    }
  }

  /** What a code is worth, and the line that says so. */
  private record Entry(int line, int worth) {}

  /**
   * The file's lines.
   *
   * @param entries by the hash of each code
   */
  private record Content(List<String> lines, Map<String, Entry> entries) {
    static Content of(List<String> lines) throws BadLine {
      Map<String, Entry> entries = new HashMap<>();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] parts = line.strip().split(" ", -1);
        boolean good =
            parts.length == 2
                && parts[0].matches("[0-9a-f]{64}")
                && parts[1].matches("[0-9]{1,7}")
                && Integer.parseInt(parts[1]) <= MAX_LEFT;
        if (!good) {
          throw new BadLine(
              i + 1, "must be a SHA-256 of 64 hex digits, a space, and a number up to " + MAX_LEFT);
        }
        if (entries.put(parts[0], new Entry(i, Integer.parseInt(parts[1]))) != null) {
          throw new BadLine(i + 1, "names a code that a line above names: each code once");
        }
      }
      return new Content(List.copyOf(lines), entries);
    }

    /** Empty if the code is not named, or is not worth so much. */
    Optional<Content> spend(String hash, int tokens) {
      return Optional.ofNullable(entries.get(hash))
          .filter(entry -> entry.worth() >= tokens)
          .map(entry -> with(hash, new Entry(entry.line(), entry.worth() - tokens)));
    }

    private Content with(String hash, Entry entry) {
      List<String> changed = new ArrayList<>(lines);
      changed.set(entry.line(), hash + " " + entry.worth());
      Map<String, Entry> left = new HashMap<>(entries);
      left.put(hash, entry);
      return new Content(List.copyOf(changed), left);
    }

    byte[] text() {
      return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }
  }

  private InvitePolicy(Path file, Content content, Stamp stamp) {
    this.file = file;
    this.content = content;
    this.stamp = stamp;
  }

  /**
   * @throws BadLine if a line is not of that form
   * @throws IOException if the file cannot be read
   */
  public static InvitePolicy open(Path file) throws IOException {
    Stamp stamp = Stamp.of(file); // before the content: a change in between is seen later
    return new InvitePolicy(file, read(file), stamp);
  }

  private static Content read(Path file) throws IOException {
    return Content.of(Files.readAllLines(file, StandardCharsets.UTF_8));
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
    if (proof.length() < MIN_CODE) {
      throw new Refused(Refusal.BAD_TOKEN);
    }
    try {
      readAgain();
      Content spent =
          content.spend(hash(proof), tokens).orElseThrow(() -> new Refused(Refusal.BAD_TOKEN));
      KeyFile.write(file, spent.text());
      content = spent;
      stamp = Stamp.of(file);
    } catch (IOException e) {
      throw new Refused(Refusal.FAILED);
    }
  }

  /** What the operator has written since counts; what cannot be read gives no tokens. */
  private void readAgain() throws IOException {
    Stamp now = Stamp.of(file);
    if (!now.equals(stamp)) {
      content = read(file);
      stamp = now;
    }
  }
}
