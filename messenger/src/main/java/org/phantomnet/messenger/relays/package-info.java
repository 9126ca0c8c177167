/** The relays this device uses: the verified list, its guards and its grants. */
@NullMarked
package org.phantomnet.messenger.relays;

import org.jspecify.annotations.NullMarked;
