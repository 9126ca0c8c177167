package org.phantomnet.engine.state;

import java.time.Instant;

/**
 * Where one call stands. One record and one file per state, all rules of that state in it (STYLE
 * 3). Pure: no clock, no lock, no input or output, no key. The table is spec/transitions/call.json.
 *
 * <pre>
 *              start                      offer, fresh, replies allowed      offer, silent contact
 *   Idle ───────────────▶ Dialing       Idle ──────▶ Incoming ───permit───▶ Ringing ◀──────── Idle
 *                            │ RING or ANSWER          │  nonce ▲              │ person answers
 *                            ▼                         ╰────────╯              ▼
 *                      RemoteRinging ──── ACCEPT ───▶ Connecting ◀─────────────╯
 *                                                        │ gate opens
 *                                                        ▼
 *                                                      Connected ◀── back ──╮
 *                                                        │ interrupted      │
 *                                                        ╰──────────▶ Reconnecting
 *   every state but Idle ── hangup, refusal, timeout, loss ──▶ Ended ── 2 minutes ──▶ Idle
 * </pre>
 */
public sealed interface CallState
    permits Idle,
        Dialing,
        RemoteRinging,
        Incoming,
        Ringing,
        Connecting,
        Connected,
        Reconnecting,
        Ended {
  CallRef call();

  /**
   * What the event does to the call.
   *
   * @throws IllegalStateException if the state does not list the event: an own bug
   */
  Transition on(CallEvent event, Instant now);
}
