/**
 * Clips to send in place of a camera, and the comparison of what arrived with what was sent. No
 * camera is opened here.
 */
@NullMarked
package org.phantomnet.desktop.video;

import org.jspecify.annotations.NullMarked;
