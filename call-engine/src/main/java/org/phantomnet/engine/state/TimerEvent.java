package org.phantomnet.engine.state;

/** A timer that is still armed ran out; the loop drops the late ones. */
public sealed interface TimerEvent extends CallEvent {
  record PreConnectDue(CallRef call) implements TimerEvent {}

  record RingTimeout(CallRef call) implements TimerEvent {}

  record ConnectTimeout(CallRef call) implements TimerEvent {}

  record ReconnectTimeout(CallRef call) implements TimerEvent {}

  record RenewDue(CallRef call) implements TimerEvent {}

  record NonceTimeout(CallRef call) implements TimerEvent {}

  record ForgetDue(CallRef call) implements TimerEvent {}
}
