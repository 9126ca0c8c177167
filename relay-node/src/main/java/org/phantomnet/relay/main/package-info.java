/** Composition of a relay node from its configuration, and its command line. */
@NullMarked
package org.phantomnet.relay.main;

import org.jspecify.annotations.NullMarked;
