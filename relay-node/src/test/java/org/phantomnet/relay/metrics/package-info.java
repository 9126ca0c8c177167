@NullMarked
package org.phantomnet.relay.metrics;

import org.jspecify.annotations.NullMarked;
