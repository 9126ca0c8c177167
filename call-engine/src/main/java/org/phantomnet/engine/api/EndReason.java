package org.phantomnet.engine.api;

/**
 * Every way a call can end, as this side sees it. The words for people are in one place, the user
 * interface's.
 */
public enum EndReason {
  HUNG_UP_LOCALLY,
  HUNG_UP_REMOTELY,
  CANCELLED,
  MISSED,
  DECLINED_LOCALLY,
  DECLINED_REMOTELY,
  BUSY,
  MODE_TOO_WEAK,
  UNSUPPORTED,
  PQ_REQUIRED,
  NOT_A_CONTACT,
  BLOCKED,
  IDENTITY_CHANGED,
  NO_ANSWER,
  CONNECT_TIMEOUT,
  RECONNECT_TIMEOUT,
  ACCEPTED_ELSEWHERE,
  DECLINED_ELSEWHERE,
  GLARE_LOST,
  NO_RELAY,
  NO_GRANT,
  NO_SECOND_OPERATOR,
  RELAY_UNREACHABLE,
  RELAY_LOST,
  PEER_RELAY_LOST,
  ENGINE_DIED,
  PEER_ENGINE_DIED,
  ENGINE_REFUSED,
  SECURITY_FAILURE,
  PEER_RESTARTED,
  MESSAGE_NOT_SENT,
  INTERNAL_ERROR,
  /** It went on as another call, on another device of one of the two. */
  MOVED
}
