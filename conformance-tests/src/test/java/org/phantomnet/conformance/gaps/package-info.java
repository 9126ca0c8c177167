/** Calls between two machines of a lab whose networks change, and how long nothing is heard. */
@NullMarked
package org.phantomnet.conformance.gaps;

import org.jspecify.annotations.NullMarked;
