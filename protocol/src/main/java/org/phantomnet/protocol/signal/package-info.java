/** The typed call messages of DESIGN 4 and their strict codec. No SDP. */
@NullMarked
package org.phantomnet.protocol.signal;

import org.jspecify.annotations.NullMarked;
