package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.id.UserAddress;

/**
 * Asks the own mailbox for another one's {@link MailboxDocument}.
 *
 * @param pass the day's forward pass, 16 bytes
 */
public record DocumentRequest(Bytes pass, String mailbox) {
  private static final int VERSION = 1;

  /** Length of every encoding, in bytes. */
  public static final int LENGTH = 1 + ForwardPass.LENGTH + 1 + MailboxDocument.MAX_NAME + 1;

  public DocumentRequest {
    if (pass.length() != ForwardPass.LENGTH || !UserAddress.isMailbox(mailbox)) {
      throw new IllegalArgumentException("document request");
    }
  }

  public Bytes encode() {
    return new WireWriter()
        .u8(VERSION)
        .fixed(pass, ForwardPass.LENGTH)
        .paddedText(mailbox, MailboxDocument.MAX_NAME)
        .noExtensions()
        .toBytes();
  }

  public static DocumentRequest decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    DocumentRequest request =
        new DocumentRequest(reader.fixed(ForwardPass.LENGTH), readMailbox(reader));
    reader.end();
    return request;
  }

  static String readMailbox(WireReader reader) throws Malformed {
    String mailbox = reader.paddedText(MailboxDocument.MAX_NAME);
    if (!UserAddress.isMailbox(mailbox)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return mailbox;
  }

  @Override
  public String toString() {
    return "DocumentRequest";
  }
}
