/** How a client obtains permission to use a relay. */
@NullMarked
package org.phantomnet.protocol.grant;

import org.jspecify.annotations.NullMarked;
