/** Quality figures and ladders. */
@NullMarked
package org.phantomnet.engine.quality;

import org.jspecify.annotations.NullMarked;
