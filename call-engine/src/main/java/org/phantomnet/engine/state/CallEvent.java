package org.phantomnet.engine.state;

/**
 * Something that happened to one call, already authenticated and decoded. Pure data; holds no
 * secret. Each state lists every kind of event (spec/transitions/call.json).
 */
public sealed interface CallEvent
    permits PersonEvent, MessageEvent, PathEvent, CheckEvent, TimerEvent {
  CallRef call();

  /** False if the event is about another device of the peer than the one the call is with. */
  default boolean concerns(int device) {
    return true;
  }
}
