/**
 * The capture child: a process that takes pictures of one camera, screen or window and hands them
 * to the client in shared memory. It has no network, no identity key and no connection.
 */
@NullMarked
package org.phantomnet.desktop.capture.child;

import org.jspecify.annotations.NullMarked;
