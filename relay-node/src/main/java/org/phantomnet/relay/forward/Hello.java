package org.phantomnet.relay.forward;

/**
 * Reads what a relay needs of ClientHello and ServerHello bodies (RFC 6347 section 4.2.1, RFC 5764
 * section 4.1, RFC 8446). Pure; every read is bounded, and what cannot be read is a no.
 */
final class Hello {
  private static final int USE_SRTP = 14; // RFC 5764 section 4.1.1
  private static final int SUPPORTED_VERSIONS = 43; // RFC 8446 section 4.2.1
  private static final int DTLS_1_3 = 0xFEFC; // RFC 9147 section 5.3
  private static final int NULL_HMAC_SHA1_80 = 0x0005; // RFC 5764 section 4.1.2
  private static final int NULL_HMAC_SHA1_32 = 0x0006; // RFC 5764 section 4.1.2
  private static final int VERSION_AND_RANDOM = 34;

  private final byte[] body;
  private int at;

  private Hello(byte[] body) {
    this.body = body;
  }

  /** What a hello says of SRTP. */
  enum Srtp {
    /** At least one profile, and none without encryption. */
    ENCRYPTING,
    /** A profile without encryption is among them. */
    NULL_PROFILE,
    /** None, or what cannot be read. */
    NONE
  }

  /** What a ClientHello offers. */
  static Srtp offered(byte[] body) {
    Hello hello = new Hello(body);
    boolean reached =
        hello.skip(VERSION_AND_RANDOM)
            && hello.skipVector(1) // session id
            && hello.skipVector(1) // cookie
            && hello.skipVector(2) // cipher suites
            && hello.skipVector(1); // compression methods
    return reached && hello.findExtension(USE_SRTP) ? hello.profiles(false) : Srtp.NONE;
  }

  /**
   * What a ServerHello selects: exactly one profile; in DTLS 1.3 the choice is encrypted, so the
   * version is enough.
   */
  static Srtp selected(byte[] body) {
    Hello hello = new Hello(body);
    boolean reached =
        hello.skip(VERSION_AND_RANDOM)
            && hello.skipVector(1) // session id
            && hello.skip(2) // cipher suite
            && hello.skip(1); // compression method
    if (!reached) {
      return Srtp.NONE;
    }
    int extensions = hello.at;
    if (hello.findExtension(SUPPORTED_VERSIONS)) {
      boolean dtls13 = hello.has(2) && DtlsRecords.u16(body, hello.at) == DTLS_1_3;
      return dtls13 ? Srtp.ENCRYPTING : Srtp.NONE;
    }
    hello.at = extensions;
    return hello.findExtension(USE_SRTP) ? hello.profiles(true) : Srtp.NONE;
  }

  private boolean has(int bytes) {
    return body.length - at >= bytes;
  }

  private boolean skip(int bytes) {
    if (!has(bytes)) {
      return false;
    }
    at += bytes;
    return true;
  }

  private boolean skipVector(int lengthBytes) {
    if (!has(lengthBytes)) {
      return false;
    }
    int length = lengthBytes == 1 ? body[at] & 0xFF : DtlsRecords.u16(body, at);
    return skip(lengthBytes + length);
  }

  /** Moves to the value of the first extension of that type. */
  private boolean findExtension(int type) {
    if (!has(2) || DtlsRecords.u16(body, at) != body.length - at - 2) {
      return false;
    }
    at += 2;
    while (has(4)) {
      int thisType = DtlsRecords.u16(body, at);
      int length = DtlsRecords.u16(body, at + 2);
      at += 4;
      if (!has(length)) {
        return false;
      }
      if (thisType == type) {
        return true;
      }
      at += length;
    }
    return false;
  }

  private Srtp profiles(boolean exactlyOne) {
    if (!has(2)) {
      return Srtp.NONE;
    }
    int bytes = DtlsRecords.u16(body, at);
    at += 2;
    if (bytes < 2 || bytes % 2 != 0 || !has(bytes) || (exactlyOne && bytes != 2)) {
      return Srtp.NONE;
    }
    for (int end = at + bytes; at < end; at += 2) {
      int profile = DtlsRecords.u16(body, at);
      if (profile == NULL_HMAC_SHA1_80 || profile == NULL_HMAC_SHA1_32) {
        return Srtp.NULL_PROFILE;
      }
    }
    return Srtp.ENCRYPTING;
  }
}
