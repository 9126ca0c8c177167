/** {@code phantom blackout}: writes what would leave of a clip, or leaves of a camera. */
@NullMarked
package org.phantomnet.desktop.blackout;

import org.jspecify.annotations.NullMarked;
