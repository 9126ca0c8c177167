/** {@code phantom blackout}: sees what would leave of a clip if a camera had taken it. */
@NullMarked
package org.phantomnet.desktop.blackout;

import org.jspecify.annotations.NullMarked;
