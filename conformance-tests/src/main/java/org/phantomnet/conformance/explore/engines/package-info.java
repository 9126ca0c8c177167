/**
 * Exploration of whole call engines in virtual time: every story is played again for each choice of
 * what the network does with its messages, up to a number of them.
 */
@NullMarked
package org.phantomnet.conformance.explore.engines;

import org.jspecify.annotations.NullMarked;
