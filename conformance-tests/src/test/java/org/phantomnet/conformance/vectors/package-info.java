/** The vectors, run against Java and Python, and proof that the runner would notice. */
@NullMarked
package org.phantomnet.conformance.vectors;

import org.jspecify.annotations.NullMarked;
