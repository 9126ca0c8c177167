/** The chat's commands, screens and faces. */
@NullMarked
package org.phantomnet.desktop.chat;

import org.jspecify.annotations.NullMarked;
