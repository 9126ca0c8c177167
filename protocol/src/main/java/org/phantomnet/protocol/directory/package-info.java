/** Signed relay descriptors and the signed relay list. */
@NullMarked
package org.phantomnet.protocol.directory;

import org.jspecify.annotations.NullMarked;
