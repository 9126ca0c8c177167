package org.phantomnet.engine.path;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;

/**
 * Looks at all attributes of a message, those behind its integrity too: another reader may heed
 * what ours skips. Nothing here allocates.
 */
final class Attributes {
  private Attributes() {}

  /**
   * True if nothing but integrity and fingerprint follows an integrity attribute, and peers and
   * data stand only where they have a meaning.
   */
  @Rule("TUN-10")
  static boolean wellPlaced(StunMessage message) {
    StunMethod method = message.method();
    boolean data =
        message.messageClass() == StunClass.INDICATION
            && (method == StunMethod.SEND || method == StunMethod.DATA);
    boolean peers =
        data
            || (message.messageClass() == StunClass.REQUEST
                && (method == StunMethod.CREATE_PERMISSION || method == StunMethod.CHANNEL_BIND));
    boolean protectedPart = true;
    int end = message.offset() + message.length();
    for (int at = message.offset() + StunMessage.HEADER_LENGTH; at < end; at = next(message, at)) {
      int type = message.typeAt(at);
      boolean integrity =
          type == AttributeType.MESSAGE_INTEGRITY || type == AttributeType.MESSAGE_INTEGRITY_SHA256;
      if (!protectedPart && !integrity && type != AttributeType.FINGERPRINT) {
        return false;
      }
      if ((type == AttributeType.XOR_PEER_ADDRESS && !peers)
          || (type == AttributeType.DATA && !data)) {
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
