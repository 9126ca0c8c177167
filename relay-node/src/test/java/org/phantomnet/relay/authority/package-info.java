@NullMarked
package org.phantomnet.relay.authority;

import org.jspecify.annotations.NullMarked;
