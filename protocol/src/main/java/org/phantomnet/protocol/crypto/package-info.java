/** Primitives behind purpose labels; the only package where secret bytes are lent. */
@NullMarked
package org.phantomnet.protocol.crypto;

import org.jspecify.annotations.NullMarked;
