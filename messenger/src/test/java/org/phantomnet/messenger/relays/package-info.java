@NullMarked
package org.phantomnet.messenger.relays;

import org.jspecify.annotations.NullMarked;
