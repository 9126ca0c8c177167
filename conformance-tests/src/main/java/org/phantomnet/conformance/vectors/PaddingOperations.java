package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.mailbox.EnvelopePadding;

/** The ops of envelope padding (spec/08-mailbox.md). */
final class PaddingOperations {
  private static final int HEAD = 8;

  private PaddingOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "pad_envelope", PaddingOperations::pad,
        "unpad_envelope", PaddingOperations::unpad,
        "mailbox_takes", PaddingOperations::mailboxTakes);
  }

  private static ObjectNode pad(Input input) throws Refused {
    Bytes envelope = input.runs("envelope");
    try {
      return described(EnvelopePadding.pad(envelope));
    } catch (IllegalArgumentException ownBugOfASender) {
      throw new Refused("Malformed(BAD_LENGTH)");
    }
  }

  private static ObjectNode unpad(Input input) throws ProtocolException {
    return described(EnvelopePadding.unpad(input.runs("padded")));
  }

  private static ObjectNode mailboxTakes(Input input) {
    return Json.object().put("takes", EnvelopePadding.isPaddedLength(input.number("size")));
  }

  private static ObjectNode described(Bytes bytes) {
    byte[] head =
        Bytes.copyOf(bytes.toByteArray(), 0, Math.min(HEAD, bytes.length())).toByteArray();
    return Json.object()
        .put("size", bytes.length())
        .put("head", Json.hex(head))
        .put("sha256", Json.hex(Sha256.of(bytes)));
  }
}
