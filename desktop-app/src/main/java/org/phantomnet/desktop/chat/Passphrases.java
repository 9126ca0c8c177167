package org.phantomnet.desktop.chat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Passphrases from where nobody types them: never a command line, never the environment. */
public final class Passphrases {
  private static final int MOST_BYTES = 4_096;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private Passphrases() {}

  /**
   * The first line of a file that only its owner can read.
   *
   * @throws IOException with a sentence that says what to do
   */
  public static char[] fromFile(Path file) throws IOException {
    PosixFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new IOException(StartWords.noPassphraseFile(file));
    }
    if (!attributes.isRegularFile()) {
      throw new IOException(StartWords.noPassphraseFile(file));
    }
    if (!OWNER_ONLY.containsAll(attributes.permissions())) {
      throw new IOException(StartWords.openPassphraseFile(file));
    }
    byte[] content = new byte[MOST_BYTES + 1];
    try (InputStream in = Files.newInputStream(file)) {
      int length = in.readNBytes(content, 0, content.length);
      return firstLine(new ByteArrayInputStream(content, 0, length));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /**
   * Reads up to the line's end and not a byte further.
   *
   * @throws IOException with a sentence that says what to do
   */
  public static char[] firstLine(InputStream in) throws IOException {
    byte[] line = new byte[MOST_BYTES];
    try {
      int length = 0;
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        if (length == MOST_BYTES) {
          throw new IOException(StartWords.PASSPHRASE_TOO_LONG);
        }
        line[length++] = (byte) b;
      }
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
      if (length == 0) {
        throw new IOException(StartWords.PASSPHRASE_EMPTY);
      }
      CharBuffer chars =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
      char[] passphrase = new char[chars.remaining()];
      chars.get(passphrase);
      Arrays.fill(chars.array(), '\0');
      return passphrase;
    } catch (CharacterCodingException e) {
      throw new IOException(StartWords.PASSPHRASE_NOT_UTF8);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }
}
