/** Which packets a relay carries between a client and a peer: flows shaped like DTLS-SRTP. */
@NullMarked
package org.phantomnet.relay.forward;

import org.jspecify.annotations.NullMarked;
