@NullMarked
package org.phantomnet.protocol.grant;

import org.jspecify.annotations.NullMarked;
