package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.Hpke;

/**
 * A {@link FederatedRequest}, sealed to a mailbox.
 *
 * @param serial of the document whose key it is sealed to
 * @param enc HPKE's encapsulated key, 32 bytes
 * @param ciphertext of a length that padding gives
 */
public record SealedRequest(long serial, Bytes enc, Bytes ciphertext) {
  /** Longest encoding, in bytes. */
  public static final int MAX_LENGTH = 1 + 4 + 32 + 4 + BlockPadding.REQUEST.longest() + 16 + 1;

  private static final int VERSION = 1;

  public Bytes encode() {
    return new WireWriter()
        .u8(VERSION)
        .u32(serial)
        .fixed(enc, Hpke.ENC_LENGTH)
        .bytes32(ciphertext)
        .noExtensions()
        .toBytes();
  }

  public static SealedRequest decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    SealedRequest request =
        new SealedRequest(
            reader.u32(),
            reader.fixed(Hpke.ENC_LENGTH),
            reader.bytes32(BlockPadding.REQUEST.longest() + Hpke.TAG_LENGTH));
    reader.end();
    if (!BlockPadding.REQUEST.isPaddedLength(request.ciphertext.length() - Hpke.TAG_LENGTH)) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    return request;
  }

  @Override
  public String toString() {
    return "SealedRequest";
  }
}
