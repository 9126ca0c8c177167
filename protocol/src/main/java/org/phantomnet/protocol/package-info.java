/** What both sides of every wire share. Knows no libsignal, SQL or HTTP. */
@NullMarked
package org.phantomnet.protocol;

import org.jspecify.annotations.NullMarked;
