/** What the engine needs of the world. Adapters implement these. */
@NullMarked
package org.phantomnet.engine.port;

import org.jspecify.annotations.NullMarked;
