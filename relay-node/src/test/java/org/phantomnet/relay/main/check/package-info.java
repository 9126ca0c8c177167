@NullMarked
package org.phantomnet.relay.main.check;

import org.jspecify.annotations.NullMarked;
