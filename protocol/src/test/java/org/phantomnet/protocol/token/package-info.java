@NullMarked
package org.phantomnet.protocol.token;

import org.jspecify.annotations.NullMarked;
