package org.phantomnet.desktop.capture.child;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of cookies that let a user into X servers, as xauth writes it. */
final class XAuthority {
  static final String MAGIC_COOKIE = "MIT-MAGIC-COOKIE-1";

  private static final int FAMILY_LOCAL = 256;
  private static final int FAMILY_WILD = 65_535;
  private static final int MAX_COOKIE = 64;

  private XAuthority() {}

  /** The cookie for the local server of that number; empty if the file has none. */
  static byte[] cookie(Path file, String display) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      while (true) {
        int family = in.readUnsignedShort();
        field(in); // of this machine's names there may be several
        String number = new String(field(in), StandardCharsets.US_ASCII);
        String name = new String(field(in), StandardCharsets.US_ASCII);
        byte[] cookie = field(in);
        if ((family == FAMILY_LOCAL || family == FAMILY_WILD)
            && (number.isEmpty() || number.equals(display))
            && name.equals(MAGIC_COOKIE)
            && cookie.length <= MAX_COOKIE) {
          return cookie;
        }
      }
    } catch (EOFException e) {
      return new byte[0];
    } catch (IOException e) {
      return new byte[0]; // the server may let this user in without
    }
  }

  private static byte[] field(DataInputStream in) throws IOException {
    byte[] field = new byte[in.readUnsignedShort()];
    in.readFully(field);
    return field;
  }
}
