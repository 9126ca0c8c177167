/** How long nothing is heard when a network changes: sound, and where in it nothing was heard. */
@NullMarked
package org.phantomnet.conformance.gaps;

import org.jspecify.annotations.NullMarked;
