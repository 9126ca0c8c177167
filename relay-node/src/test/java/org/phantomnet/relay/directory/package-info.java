@NullMarked
package org.phantomnet.relay.directory;

import org.jspecify.annotations.NullMarked;
