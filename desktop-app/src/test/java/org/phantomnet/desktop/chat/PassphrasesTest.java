package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassphrasesTest {
  @TempDir private Path directory = Path.of(".");

  private Path file(String content, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("passphrase"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  private static PassphraseStrength strength(String passphrase) {
    return PassphraseStrength.of(passphrase.toCharArray());
  }

  @Test
  void file_ofItsOwnerOnly_givesItsFirstLine() throws IOException {
    char[] passphrase = Passphrases.fromFile(file("correct hörse\nsecond\n", "rw-------"));

    assertArrayEquals("correct hörse".toCharArray(), passphrase);
  }

  @Test
  void file_thatOthersCanRead_isRefusedWithTheRemedy() throws IOException {
    for (String permissions : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Path file = file("secret\n", permissions);

      IOException refused =
          assertThrows(IOException.class, () -> Passphrases.fromFile(file), permissions);

      assertTrue(String.valueOf(refused.getMessage()).contains("chmod 600"));
    }
  }

  @Test
  void link_toAFile_isRefused() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file("secret\n", "rw-------"));

    assertThrows(IOException.class, () -> Passphrases.fromFile(link));
  }

  @Test
  void firstLine_leavesTheRestOfTheInput() throws IOException {
    ByteArrayInputStream in =
        new ByteArrayInputStream("secret\r\n/help\n".getBytes(StandardCharsets.UTF_8));

    char[] passphrase = Passphrases.firstLine(in);

    assertArrayEquals("secret".toCharArray(), passphrase);
    assertEquals("/help\n", new String(in.readAllBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void emptyOrBrokenInput_isRefused() {
    assertThrows(
        IOException.class, () -> Passphrases.firstLine(new ByteArrayInputStream(new byte[0])));
    assertThrows(
        IOException.class,
        () -> Passphrases.firstLine(new ByteArrayInputStream(new byte[] {(byte) 0xff, '\n'})));
    assertThrows(
        IOException.class, () -> Passphrases.firstLine(new ByteArrayInputStream(new byte[5_000])));
  }

  @Test
  void strength_ofCommonHabits_isWeak() {
    assertEquals(PassphraseStrength.TOO_SHORT, strength("abc123"));
    assertEquals(PassphraseStrength.WEAK, strength("password"));
    assertEquals(PassphraseStrength.WEAK, strength("qwertyuiop123456"));
    assertEquals(PassphraseStrength.WEAK, strength("aaaaaaaaaaaaaaaaaaaaaaaa"));
    assertEquals(PassphraseStrength.WEAK, strength("Password123!"));
    assertEquals(PassphraseStrength.WEAK, strength("correct horse"));
  }

  @Test
  void strength_ofSeveralWords_rises() {
    assertEquals(PassphraseStrength.FAIR, strength("harbor violin stone umbrella"));
    assertEquals(PassphraseStrength.STRONG, strength("harbor violin stone umbrella mint"));
  }
}
