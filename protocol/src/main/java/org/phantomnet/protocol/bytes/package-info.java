/** Immutable byte strings and the length-prefixed encoding that every hash input uses. */
@NullMarked
package org.phantomnet.protocol.bytes;

import org.jspecify.annotations.NullMarked;
