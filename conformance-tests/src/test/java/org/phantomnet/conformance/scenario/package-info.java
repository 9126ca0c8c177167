/** Whole calls between two or more call engines in virtual time. */
@NullMarked
package org.phantomnet.conformance.scenario;

import org.jspecify.annotations.NullMarked;
