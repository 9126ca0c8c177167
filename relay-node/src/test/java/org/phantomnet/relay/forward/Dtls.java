package org.phantomnet.relay.forward;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds DTLS datagrams as RFC 6347 and RFC 5764 lay them out. */
public final class Dtls {
  static final int DTLS_1_2 = 0xFEFD;
  static final int DTLS_1_3 = 0xFEFC;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;

  private Dtls() {}

  public static byte[] useSrtp(int... profiles) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    u16(out, 2 * profiles.length);
    for (int profile : profiles) {
      u16(out, profile);
    }
    out.write(0); // no MKI
    return extension(14, out.toByteArray());
  }

  static byte[] supportedVersion(int version) {
    return extension(43, new byte[] {(byte) (version >> 8), (byte) version});
  }

  static byte[] extension(int type, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    u16(out, type);
    u16(out, value.length);
    out.writeBytes(value);
    return out.toByteArray();
  }

  public static byte[] clientHello(byte[]... extensions) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    u16(out, DTLS_1_2);
    out.writeBytes(new byte[32]);
    out.write(0); // session id
    out.write(0); // cookie
    u16(out, 4);
    u16(out, 0xC02B);
    u16(out, 0xC02F);
    out.write(1);
    out.write(0); // compression
    extensions(out, extensions);
    return out.toByteArray();
  }

  public static byte[] serverHello(byte[]... extensions) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    u16(out, DTLS_1_2);
    out.writeBytes(new byte[32]);
    out.write(0); // session id
    u16(out, 0xC02B);
    out.write(0); // compression
    extensions(out, extensions);
    return out.toByteArray();
  }

  private static void extensions(ByteArrayOutputStream out, byte[]... extensions) {
    int length = Arrays.stream(extensions).mapToInt(e -> e.length).sum();
    u16(out, length);
    for (byte[] extension : extensions) {
      out.writeBytes(extension);
    }
  }

  public static byte[] client(byte[] hello) {
    return record(22, fragment(CLIENT_HELLO, 0, hello, 0, hello.length));
  }

  public static byte[] server(byte[] hello) {
    return record(22, fragment(SERVER_HELLO, 0, hello, 0, hello.length));
  }

  /** One datagram per fragment of at most {@code size} bytes. */
  static List<byte[]> clientInFragments(byte[] hello, int size) {
    List<byte[]> datagrams = new ArrayList<>();
    for (int at = 0; at < hello.length; at += size) {
      datagrams.add(
          record(22, fragment(CLIENT_HELLO, 0, hello, at, Math.min(size, hello.length - at))));
    }
    return datagrams;
  }

  static byte[] fragment(int type, int sequence, byte[] body, int at, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(type);
    u24(out, body.length);
    u16(out, sequence);
    u24(out, at);
    u24(out, length);
    out.write(body, at, length);
    return out.toByteArray();
  }

  static byte[] record(int type, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(type);
    u16(out, DTLS_1_2);
    u16(out, 0); // epoch
    out.writeBytes(new byte[6]);
    u16(out, content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void u16(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }

  private static void u24(ByteArrayOutputStream out, int value) {
    out.write(value >> 16);
    u16(out, value);
  }
}
