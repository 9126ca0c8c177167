/** {@code ./phantom bench}: what the project's targets are measured with. */
@NullMarked
package org.phantomnet.benchmarks;

import org.jspecify.annotations.NullMarked;
