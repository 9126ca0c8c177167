/** Real calls between real processes, on loopback or in a lab. */
@NullMarked
package org.phantomnet.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
