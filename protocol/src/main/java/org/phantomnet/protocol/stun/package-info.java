/** STUN and TURN messages as flyweights over one buffer (RFC 8489, RFC 8656). */
@NullMarked
package org.phantomnet.protocol.stun;

import org.jspecify.annotations.NullMarked;
