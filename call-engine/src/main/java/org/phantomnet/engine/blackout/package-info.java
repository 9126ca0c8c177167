/**
 * The only maker of camera frames that may leave the device: {@link
 * org.phantomnet.engine.blackout.Blackout} finds the person, and lets out what is surely
 * background. Rules: spec/21-blackout.md.
 */
@NullMarked
package org.phantomnet.engine.blackout;

import org.jspecify.annotations.NullMarked;
