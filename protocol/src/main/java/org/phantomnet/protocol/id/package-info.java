/** Names of people, devices and calls. No type here holds a key. */
@NullMarked
package org.phantomnet.protocol.id;

import org.jspecify.annotations.NullMarked;
