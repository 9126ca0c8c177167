/** Call keys, confirmations and proof of possession of DESIGN 5. */
@NullMarked
package org.phantomnet.protocol.handshake;

import org.jspecify.annotations.NullMarked;
