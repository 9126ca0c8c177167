package org.phantomnet.protocol.mailbox;

import java.util.Base64;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/** The value of the HTTP header by which a device says which account it is, and proves it. */
public final class AccountHeader {
  public static final String NAME = "Authorization";

  private static final String SCHEME = "Bearer ";
  private static final int VALUE_LENGTH = 66; // base64 of 49 bytes

  private AccountHeader() {}

  /** {@code Bearer} and base64url of account id (16), device (1) and auth token (32). */
  public static String encode(Account account) {
    WireWriter writer = new WireWriter();
    AccountCodec.write(writer, account.id().value());
    Bytes value =
        writer
            .u8(account.device())
            .fixed(account.authToken(), Registration.AUTH_TOKEN_LENGTH)
            .toBytes();
    return SCHEME + Base64.getUrlEncoder().withoutPadding().encodeToString(value.toByteArray());
  }

  public static Account decode(String header) throws Malformed {
    if (!header.startsWith(SCHEME) || header.length() != SCHEME.length() + VALUE_LENGTH) {
      throw new Malformed(Reason.BAD_ENCODING);
    }
    byte[] value;
    try {
      value = Base64.getUrlDecoder().decode(header.substring(SCHEME.length()));
    } catch (IllegalArgumentException e) {
      throw new Malformed(Reason.BAD_ENCODING);
    }
    WireReader reader = new WireReader(Bytes.copyOf(value));
    Account account =
        new Account(
            AccountCodec.readAccountId(reader),
            AccountCodec.readDevice(reader),
            reader.fixed(Registration.AUTH_TOKEN_LENGTH));
    reader.endOfInput();
    if (!encode(account).equals(header)) {
      throw new Malformed(Reason.BAD_ENCODING); // padding, or bits behind the last byte
    }
    return account;
  }
}
