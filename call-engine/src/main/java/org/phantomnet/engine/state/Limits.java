package org.phantomnet.engine.state;

import java.time.Duration;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/** The machine's figures, each with its rule. */
public final class Limits {
  /** How long a call rings, on either side. */
  @Rule("CALL-5")
  public static final Duration RING = Duration.ofSeconds(60);

  /** The same of a call that continues another one. */
  @Rule("CALL-83")
  public static final Duration RING_CONTINUATION = Duration.ofSeconds(30);

  /** How long a connection may take once both people want it, or a path until it can be offered. */
  public static final Duration CONNECT = Duration.ofSeconds(15);

  /** The same through an overlay. */
  public static final Duration CONNECT_PARANOID = Duration.ofSeconds(45);

  /** How long an interrupted connection may stay so. */
  @Rule("CALL-7")
  public static final Duration RECONNECT = Duration.ofSeconds(30);

  /** How long an interrupted connection may come back before another is made (CALL-50). */
  public static final Duration RENEW_AFTER_DROP = Duration.ofSeconds(2);

  /** How long an attempt at a new connection may take (CALL-53). */
  public static final Duration RENEW_ATTEMPT = Duration.ofSeconds(15);

  /** How long a device rings before it connects ahead of the answer. */
  @Rule("RING-4")
  public static final Duration PRE_CONNECT = Duration.ofMillis(1_500);

  /** The largest difference, either way, between an offer's time and the own clock. */
  public static final Duration OFFER_AGE = Duration.ofSeconds(60);

  /** The live nonce exchange's limit. */
  @Rule("AGE-4")
  public static final Duration NONCE = Duration.ofSeconds(10);

  /** How long an ended call still swallows its late messages. */
  public static final Duration FORGET = Duration.ofMinutes(2);

  /** Devices of a callee that are offered a call. */
  public static final int DEVICES = 5;

  /** Devices of a callee that connect while they ring. */
  @Rule("CALL-8")
  public static final int CONNECTING_DEVICES = 2;

  private Limits() {}

  static Duration ring(CallFacts facts) {
    return facts.isContinuation() ? RING_CONTINUATION : RING;
  }

  @Rule("CALL-6")
  static Duration connect(CallMode mode) {
    return mode == CallMode.PARANOID ? CONNECT_PARANOID : CONNECT;
  }
}
