/** The only maker of camera frames that may leave the device. */
@NullMarked
package org.phantomnet.engine.blackout;

import org.jspecify.annotations.NullMarked;
