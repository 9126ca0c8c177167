@NullMarked
package org.phantomnet.protocol.directory;

import org.jspecify.annotations.NullMarked;
