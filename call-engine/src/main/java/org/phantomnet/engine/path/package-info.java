/** What may cross between the media engine and a relay; pure. */
@NullMarked
package org.phantomnet.engine.path;

import org.jspecify.annotations.NullMarked;
