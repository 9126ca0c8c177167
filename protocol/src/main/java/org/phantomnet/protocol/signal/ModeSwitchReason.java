package org.phantomnet.protocol.signal;

/** Why a person asks for another mode. */
public enum ModeSwitchReason {
  MORE_PRIVACY,
  BETTER_QUALITY
}
