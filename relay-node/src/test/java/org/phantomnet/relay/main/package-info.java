@NullMarked
package org.phantomnet.relay.main;

import org.jspecify.annotations.NullMarked;
