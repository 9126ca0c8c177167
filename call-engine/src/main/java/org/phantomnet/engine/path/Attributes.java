package org.phantomnet.engine.path;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunMessage;

/**
 * Looks at all attributes of a message, those behind its integrity too: another reader may heed
 * what ours skips. Nothing here allocates.
 */
final class Attributes {
  private Attributes() {}

  /** True if nothing but integrity and fingerprint follows an integrity attribute. */
  @Rule("TUN-10")
  static boolean noneHidden(StunMessage message) {
    boolean protectedPart = true;
    int end = message.offset() + message.length();
    for (int at = message.offset() + StunMessage.HEADER_LENGTH; at < end; at = next(message, at)) {
      int type = message.typeAt(at);
      boolean integrity =
          type == AttributeType.MESSAGE_INTEGRITY || type == AttributeType.MESSAGE_INTEGRITY_SHA256;
      if (!protectedPart && !integrity && type != AttributeType.FINGERPRINT) {
        return false;
      }
      protectedPart &= !integrity;
    }
    return true;
  }

  static int count(StunMessage message, int attributeType) {
    int count = 0;
    int end = message.offset() + message.length();
    for (int at = message.offset() + StunMessage.HEADER_LENGTH; at < end; at = next(message, at)) {
      if (message.typeAt(at) == attributeType) {
        count++;
      }
    }
    return count;
  }

  private static int next(StunMessage message, int at) {
    return at + StunMessage.ATTRIBUTE_HEADER_LENGTH + (message.lengthAt(at) + 3 & ~3);
  }
}
