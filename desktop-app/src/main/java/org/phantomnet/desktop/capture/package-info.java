/**
 * The client's own pictures from devices: cameras, screens and windows, taken by a capture child.
 */
@NullMarked
package org.phantomnet.desktop.capture;

import org.jspecify.annotations.NullMarked;
