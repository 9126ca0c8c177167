/**
 * What the client and its media child say to each other, one bounded frame at a time (ENG-1 and
 * following).
 */
@NullMarked
package org.phantomnet.desktop.media.pipe;

import org.jspecify.annotations.NullMarked;
