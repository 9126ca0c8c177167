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
  NO_SECOND_OPERATOR
}
