package org.phantomnet.engine.state;

/** The timers of a call; at most one of each kind is armed. */
public enum TimerKind {
  PRE_CONNECT,
  RING,
  CONNECT,
  RECONNECT,
  RENEW,
  NONCE,
  FORGET;

  /** The event that the timer posts. */
  public TimerEvent due(CallRef call) {
    return switch (this) {
      case PRE_CONNECT -> new TimerEvent.PreConnectDue(call);
      case RING -> new TimerEvent.RingTimeout(call);
      case CONNECT -> new TimerEvent.ConnectTimeout(call);
      case RECONNECT -> new TimerEvent.ReconnectTimeout(call);
      case RENEW -> new TimerEvent.RenewDue(call);
      case NONCE -> new TimerEvent.NonceTimeout(call);
      case FORGET -> new TimerEvent.ForgetDue(call);
    };
  }
}
