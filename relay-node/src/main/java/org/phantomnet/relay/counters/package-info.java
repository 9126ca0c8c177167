/** Aggregate counts: all that a relay ever says about its traffic. */
@NullMarked
package org.phantomnet.relay.counters;

import org.jspecify.annotations.NullMarked;
