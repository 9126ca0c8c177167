@NullMarked
package org.phantomnet.relay.federation;

import org.jspecify.annotations.NullMarked;
