/** Ways to a relay: each carries the engine's TURN packets and decides nothing about them. */
@NullMarked
package org.phantomnet.mixnet.tunnel;

import org.jspecify.annotations.NullMarked;
