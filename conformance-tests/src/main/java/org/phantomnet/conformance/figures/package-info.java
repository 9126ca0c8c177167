/** What the calls of a test run measured, beside what they measured when the baseline was taken. */
@NullMarked
package org.phantomnet.conformance.figures;

import org.jspecify.annotations.NullMarked;
