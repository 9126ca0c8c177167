/** What {@code relay check} looks at, each part with a remedy. */
@NullMarked
package org.phantomnet.relay.main.check;

import org.jspecify.annotations.NullMarked;
