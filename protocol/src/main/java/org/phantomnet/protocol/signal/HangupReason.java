package org.phantomnet.protocol.signal;

/** Why a side ends a call. */
public enum HangupReason {
  NORMAL,
  CANCELLED,
  ACCEPTED_ELSEWHERE,
  DECLINED_ELSEWHERE,
  GLARE,
  TIMEOUT,
  RESTARTED,
  RELAY_LOST,
  ENGINE_LOST,
  CONNECTION_FAILED,
  SECURITY,
  IDENTITY_CHANGED,
  NO_SECOND_OPERATOR,
  /** It goes on as another call, on another device of the one who is told (CALL-84). */
  MOVED
}
