/** The call machine: one pure file per state (STYLE 3). */
@NullMarked
package org.phantomnet.engine.state;

import org.jspecify.annotations.NullMarked;
