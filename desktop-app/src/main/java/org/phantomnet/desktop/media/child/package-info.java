/**
 * The media child: the only process in which libwebrtc runs and strangers' media is parsed. Nothing
 * here is reached from the client's process.
 */
@NullMarked
package org.phantomnet.desktop.media.child;

import org.jspecify.annotations.NullMarked;
