/** The messenger in a terminal: one controller under a full screen, plain lines and scripts. */
@NullMarked
package org.phantomnet.desktop.chat;

import org.jspecify.annotations.NullMarked;
