/**
 * The desktop's media engine: libwebrtc in a child process per call, audio ports in the client's
 * own process.
 */
@NullMarked
package org.phantomnet.desktop.media;

import org.jspecify.annotations.NullMarked;
