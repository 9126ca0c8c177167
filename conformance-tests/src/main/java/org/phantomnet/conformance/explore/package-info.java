/**
 * Exhaustive exploration of two real call machines over a hostile channel: what it abstracts and
 * what it proves is said in docs/adr.
 */
@NullMarked
package org.phantomnet.conformance.explore;

import org.jspecify.annotations.NullMarked;
