/** That the exploration holds, is not empty, and notices what is wrong. */
@NullMarked
package org.phantomnet.conformance.explore;

import org.jspecify.annotations.NullMarked;
