package org.phantomnet.protocol.form;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.id.UserAddress;

/** What bytes or a text must be beyond their length (the tables of fields of the spec). */
@FunctionalInterface
public interface WireContent {
  WireContent ANY = (data, start, end) -> {};

  WireContent USER_ADDRESS =
      (data, start, end) ->
          require(
              UserAddress.isAddress(
                  new String(data, start, end - start, StandardCharsets.US_ASCII)),
              Malformed.Reason.BAD_VALUE);

  /** RFC 3629: the shortest form, no surrogates. */
  WireContent UTF8 =
      (data, start, end) ->
          require(
              ByteString.copyFrom(data, start, end - start).isValidUtf8(),
              Malformed.Reason.BAD_ENCODING);

  /** Checks the bytes from {@code start} to {@code end}; a text is printable ASCII here. */
  void check(byte[] data, int start, int end) throws Malformed;

  /**
   * @throws Malformed for this reason, unless it holds
   */
  static void require(boolean holds, Malformed.Reason otherwise) throws Malformed {
    if (!holds) {
      throw new Malformed(otherwise);
    }
  }
}
