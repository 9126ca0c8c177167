/** That whole engines hold what they promise, whatever one message's fate is. */
@NullMarked
package org.phantomnet.conformance.explore.engines;

import org.jspecify.annotations.NullMarked;
