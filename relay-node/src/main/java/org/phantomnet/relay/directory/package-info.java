/**
 * The directory role: serves the signed list and the relay's own descriptor; the tool that signs
 * lists.
 */
@NullMarked
package org.phantomnet.relay.directory;

import org.jspecify.annotations.NullMarked;
