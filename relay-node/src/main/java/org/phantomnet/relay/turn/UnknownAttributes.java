package org.phantomnet.relay.turn;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.relay.net.RelaySocket;

/** Which comprehension-required attributes this server understands (RFC 8489 section 6.3). */
final class UnknownAttributes {
  private UnknownAttributes() {}

  /** Whether the request had attributes that are not understood and was answered with 420. */
  static boolean answered(Exchange x) {
    StunMessage request = x.request();
    if (!any(request)) {
      return false;
    }
    List<Integer> unknown = new ArrayList<>();
    for (int at = request.first(); at != StunMessage.NONE; at = request.next(at)) {
      int type = request.typeAt(at);
      if (!understood(type) && !unknown.contains(type)) {
        unknown.add(type);
      }
    }
    x.unknownAttributes(unknown);
    return true;
  }

  /** Allocates nothing. */
  static boolean any(StunMessage message) {
    for (int at = message.first(); at != StunMessage.NONE; at = message.next(at)) {
      if (!understood(message.typeAt(at))) {
        return true;
      }
    }
    return false;
  }

  /**
   * DONT-FRAGMENT only where the DF bit can be set: else it is treated as unknown (RFC 8656 section
   * 7.2 step 4).
   */
  private static boolean understood(int type) {
    switch (type) {
      case AttributeType.USERNAME:
      case AttributeType.REALM:
      case AttributeType.NONCE:
      case AttributeType.PASSWORD_ALGORITHM:
      case AttributeType.CHANNEL_NUMBER:
      case AttributeType.LIFETIME:
      case AttributeType.XOR_PEER_ADDRESS:
      case AttributeType.DATA:
      case AttributeType.REQUESTED_ADDRESS_FAMILY:
      case AttributeType.EVEN_PORT:
      case AttributeType.REQUESTED_TRANSPORT:
      case AttributeType.RESERVATION_TOKEN:
        return true;
      case AttributeType.DONT_FRAGMENT:
        return RelaySocket.canForbidFragments();
      default:
        return !AttributeType.comprehensionRequired(type);
    }
  }
}
