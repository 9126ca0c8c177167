/** Event loops and sockets on plain NIO (docs/adr/0010): what moves bytes and knows no TURN. */
@NullMarked
package org.phantomnet.relay.net;

import org.jspecify.annotations.NullMarked;
