package org.phantomnet.protocol.signal;

import java.nio.charset.StandardCharsets;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.id.UserAddress;

/**
 * What bytes or a text must be beyond their length (the table of fields in spec/02-messages.md).
 */
enum WireContent {
  ANY,
  IP_ADDRESS,
  ICE_TEXT,
  USER_ADDRESS;

  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;

  /** Checks the bytes from {@code start} to {@code end}; a text is printable ASCII here. */
  void check(byte[] data, int start, int end) throws Malformed {
    switch (this) {
      case ANY -> {}
      case IP_ADDRESS -> {
        if (end - start != IPV4_LENGTH && end - start != IPV6_LENGTH) {
          throw new Malformed(Malformed.Reason.BAD_LENGTH);
        }
      }
      case ICE_TEXT -> {
        for (int i = start; i < end; i++) {
          require(ConnectionParameters.isIceChar(data[i]));
        }
      }
      case USER_ADDRESS ->
          require(
              UserAddress.isAddress(
                  new String(data, start, end - start, StandardCharsets.US_ASCII)));
    }
  }

  private static void require(boolean holds) throws Malformed {
    if (!holds) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }
}
