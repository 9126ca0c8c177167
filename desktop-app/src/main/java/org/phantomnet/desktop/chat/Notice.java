package org.phantomnet.desktop.chat;

import java.time.Instant;

/**
 * Something that happened and is worth a line. Immutable.
 *
 * @param warning it needs the person's attention
 * @param text clean
 */
record Notice(Instant at, boolean warning, String text) {}
