@NullMarked
package org.phantomnet.relay.https;

import org.jspecify.annotations.NullMarked;
