package org.phantomnet.engine.state;

/**
 * What this device's engine can do for one call.
 *
 * @param supported it carries the call's mode and media
 * @param postQuantum its media keys are post-quantum, not those of DTLS alone
 */
public record Ability(boolean supported, boolean postQuantum) {}
