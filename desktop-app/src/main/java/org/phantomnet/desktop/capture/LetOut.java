package org.phantomnet.desktop.capture;

import java.time.Duration;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.port.SafeFrame;

/**
 * What the blackout let out of one picture of a camera.
 *
 * @param takenNanos when the picture was taken, by the capture child's own clock
 * @param state why it is as it is
 * @param took how long the blackout worked on it
 */
public record LetOut(SafeFrame frame, long takenNanos, BlackoutState state, Duration took) {}
