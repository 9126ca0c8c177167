package org.phantomnet.protocol.stun;

import java.util.Optional;

/**
 * Error codes with their registered reason phrases (RFC 8489 section 18.4, RFC 8656 section 19, RFC
 * 8445).
 */
public enum StunErrorCode {
  TRY_ALTERNATE(300, "Try Alternate"),
  BAD_REQUEST(400, "Bad Request"),
  UNAUTHENTICATED(401, "Unauthenticated"),
  FORBIDDEN(403, "Forbidden"),
  UNKNOWN_ATTRIBUTE(420, "Unknown Attribute"),
  ALLOCATION_MISMATCH(437, "Allocation Mismatch"),
  STALE_NONCE(438, "Stale Nonce"),
  ADDRESS_FAMILY_NOT_SUPPORTED(440, "Address Family not Supported"),
  WRONG_CREDENTIALS(441, "Wrong Credentials"),
  UNSUPPORTED_TRANSPORT_PROTOCOL(442, "Unsupported Transport Protocol"),
  PEER_ADDRESS_FAMILY_MISMATCH(443, "Peer Address Family Mismatch"),
  ALLOCATION_QUOTA_REACHED(486, "Allocation Quota Reached"),
  ROLE_CONFLICT(487, "Role Conflict"),
  SERVER_ERROR(500, "Server Error"),
  INSUFFICIENT_CAPACITY(508, "Insufficient Capacity");

  private final int number;
  private final String reason;

  StunErrorCode(int number, String reason) {
    this.number = number;
    this.reason = reason;
  }

  public int number() {
    return number;
  }

  public String reason() {
    return reason;
  }

  public static Optional<StunErrorCode> of(int number) {
    for (StunErrorCode code : values()) {
      if (code.number == number) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
