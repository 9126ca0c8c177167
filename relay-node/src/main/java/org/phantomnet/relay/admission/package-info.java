/** Who may use the relay, how much, and which peers may be reached. */
@NullMarked
package org.phantomnet.relay.admission;

import org.jspecify.annotations.NullMarked;
