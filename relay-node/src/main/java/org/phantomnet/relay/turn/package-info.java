/** The TURN server (RFC 8656) and its public door, {@link org.phantomnet.relay.turn.TurnServer}. */
@NullMarked
package org.phantomnet.relay.turn;

import org.jspecify.annotations.NullMarked;
