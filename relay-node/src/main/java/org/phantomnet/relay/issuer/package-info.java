/** The issuer role: relay grants against a small proof of work. */
@NullMarked
package org.phantomnet.relay.issuer;

import org.jspecify.annotations.NullMarked;
