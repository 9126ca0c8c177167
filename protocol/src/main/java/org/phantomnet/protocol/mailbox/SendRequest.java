package org.phantomnet.protocol.mailbox;

import java.util.UUID;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * A sealed envelope for one device of a user of this mailbox. Nothing in it says who sent it; one
 * bucket of padding gives one length of request, whatever the name.
 *
 * @param envelopeId random, chosen by the sender; the same id is queued once
 * @param token delivery token or introduction, 16 bytes
 * @param padded as {@link EnvelopePadding} made it
 */
public record SendRequest(String name, int device, UUID envelopeId, Bytes token, Bytes padded) {
  private static final int VERSION = 1;

  public Bytes encode() {
    WireWriter writer =
        new WireWriter().u8(VERSION).paddedText(name, AccountCodec.NAME_FIELD).u8(device);
    AccountCodec.write(writer, envelopeId);
    return writer
        .fixed(token, Registration.DELIVERY_TOKEN_LENGTH)
        .bytes32(padded)
        .noExtensions()
        .toBytes();
  }

  public static SendRequest decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    SendRequest request =
        new SendRequest(
            AccountCodec.readName(reader),
            AccountCodec.readDevice(reader),
            AccountCodec.readUuid(reader),
            reader.fixed(Registration.DELIVERY_TOKEN_LENGTH),
            reader.bytes32(EnvelopePadding.MAX_PADDED));
    reader.end();
    if (!EnvelopePadding.isPaddedLength(request.padded.length())) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    return request;
  }

  @Override
  public String toString() {
    return "SendRequest";
  }
}
