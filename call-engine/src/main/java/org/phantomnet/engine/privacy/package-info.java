/** Every decision about modes, candidates and when media may flow, made once. */
@NullMarked
package org.phantomnet.engine.privacy;

import org.jspecify.annotations.NullMarked;
