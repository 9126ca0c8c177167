package org.phantomnet.messenger.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What someone finds who has the passphrase and the files: every page of the database and of its
 * write-ahead log, used or free, decrypted as SQLCipher 4 lays them out (AES-256-CBC, 16 bytes of
 * IV and 64 of HMAC at the end of each page of 4,096; 16 of salt at the start of the first).
 */
final class DecryptedPages {
  private static final int PAGE = 4_096;
  private static final int RESERVED = 80;
  private static final int SALT = 16;
  private static final int WAL_HEADER = 32;
  private static final int FRAME_HEADER = 24;

  private DecryptedPages() {}

  static boolean contain(Path directory, char[] passphrase, String text) throws IOException {
    StoreHeader header = StoreHeader.read(directory.resolve(JdbcSqlStore.HEADER)).orElseThrow();
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    try (StoreKey key = StoreKey.derive(passphrase, header.salt(), header.cost())) {
      byte[] database = Files.readAllBytes(directory.resolve(JdbcSqlStore.DATABASE));
      Path log = directory.resolve(JdbcSqlStore.DATABASE + "-wal");
      byte[] frames = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
      return contains(pages(key, database, 0, 0), wanted)
          || contains(pages(key, frames, WAL_HEADER, FRAME_HEADER), wanted);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pages(StoreKey key, byte[] file, int start, int before)
      throws GeneralSecurityException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int at = start + before; at + PAGE <= file.length; at += before + PAGE) {
      byte[] page = Arrays.copyOfRange(file, at, at + PAGE);
      // The first page begins with the salt, which is not encrypted; in the log any page may be it.
      plain.writeBytes(decrypted(key, page, 0));
      plain.writeBytes(decrypted(key, page, SALT));
    }
    return plain.toByteArray();
  }

  private static byte[] decrypted(StoreKey key, byte[] page, int skip)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key.databaseKey(), "AES"),
        new IvParameterSpec(page, PAGE - RESERVED, 16));
    return cipher.doFinal(page, skip, PAGE - RESERVED - skip);
  }

  private static boolean contains(byte[] all, byte[] wanted) {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    return text.contains(new String(wanted, StandardCharsets.ISO_8859_1));
  }
}
