/** The public door of the engine: the facade Calls and its snapshots. */
@NullMarked
package org.phantomnet.engine.api;

import org.jspecify.annotations.NullMarked;
