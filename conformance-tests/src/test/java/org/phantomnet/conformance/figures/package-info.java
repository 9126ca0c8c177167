/** What is said of a run's figures, for every way they can differ from the baseline. */
@NullMarked
package org.phantomnet.conformance.figures;

import org.jspecify.annotations.NullMarked;
