package org.phantomnet.protocol.token;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * What a client asks an issuer to sign (RFC 9578 section 6.1). Immutable.
 *
 * @param shortKeyId last byte of the key's id
 * @param blinded 256 bytes that say nothing to the issuer
 */
public record TokenRequest(int shortKeyId, Bytes blinded) {
  /** Length of {@link #encode()}, in bytes. */
  public static final int ENCODED_LENGTH = 2 + 1 + TokenKey.MODULUS_LENGTH;

  public TokenRequest {
    if (shortKeyId < 0 || shortKeyId > 0xff || blinded.length() != TokenKey.MODULUS_LENGTH) {
      throw new IllegalArgumentException("token request");
    }
  }

  public Bytes encode() {
    return new WireWriter()
        .u16(TokenChallenge.TOKEN_TYPE)
        .u8(shortKeyId)
        .fixed(blinded, TokenKey.MODULUS_LENGTH)
        .toBytes();
  }

  public static TokenRequest decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    TokenRequest request = read(reader);
    reader.endOfInput();
    return request;
  }

  static TokenRequest read(WireReader reader) throws ProtocolException {
    if (reader.u16() != TokenChallenge.TOKEN_TYPE) {
      throw new Unsupported(Unsupported.Reason.ALGORITHM);
    }
    return new TokenRequest(reader.u8(), reader.fixed(TokenKey.MODULUS_LENGTH));
  }

  @Override
  public String toString() {
    return "TokenRequest";
  }
}
