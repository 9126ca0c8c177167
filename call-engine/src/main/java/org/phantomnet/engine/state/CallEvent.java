package org.phantomnet.engine.state;

/**
 * Something that happened to one call, already authenticated and decoded. Pure data; holds no secret. Each state lists
 * every kind of event (spec/transitions/call.json).
 */
public sealed interface CallEvent permits PersonEvent, MessageEvent, PathEvent, CheckEvent, TimerEvent {
  CallRef call();
}
