@NullMarked
package org.phantomnet.relay.issuer;

import org.jspecify.annotations.NullMarked;
