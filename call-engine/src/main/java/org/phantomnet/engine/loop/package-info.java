/** The one thread of a device's calls: events in, effects out. */
@NullMarked
package org.phantomnet.engine.loop;

import org.jspecify.annotations.NullMarked;
