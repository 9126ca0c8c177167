package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.id.UserAddress;

/**
 * Asks the own mailbox to hand a sealed request to another one. Says nothing of who asks but that
 * some account here does.
 *
 * @param pass the day's forward pass, 16 bytes
 * @param tlsPin what the other mailbox must hold, 32 bytes
 * @param sealed a {@link SealedRequest}, encoded; the own mailbox does not look inside
 */
public record ForwardRequest(Bytes pass, String mailbox, Bytes tlsPin, Bytes sealed) {
  private static final int VERSION = 1;

  /** Longest encoding, in bytes. */
  public static final int MAX_LENGTH =
      1 + ForwardPass.LENGTH + 1 + MailboxDocument.MAX_NAME + 32 + 4 + SealedRequest.MAX_LENGTH + 1;

  public ForwardRequest {
    if (pass.length() != ForwardPass.LENGTH
        || !UserAddress.isMailbox(mailbox)
        || tlsPin.length() != MailboxKeys.PIN_LENGTH
        || sealed.length() > SealedRequest.MAX_LENGTH) {
      throw new IllegalArgumentException("forward request");
    }
  }

  public Bytes encode() {
    return new WireWriter()
        .u8(VERSION)
        .fixed(pass, ForwardPass.LENGTH)
        .paddedText(mailbox, MailboxDocument.MAX_NAME)
        .fixed(tlsPin, MailboxKeys.PIN_LENGTH)
        .bytes32(sealed)
        .noExtensions()
        .toBytes();
  }

  public static ForwardRequest decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    ForwardRequest request =
        new ForwardRequest(
            reader.fixed(ForwardPass.LENGTH),
            DocumentRequest.readMailbox(reader),
            reader.fixed(MailboxKeys.PIN_LENGTH),
            reader.bytes32(SealedRequest.MAX_LENGTH));
    reader.end();
    return request;
  }

  @Override
  public String toString() {
    return "ForwardRequest";
  }
}
