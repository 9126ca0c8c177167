/** libsignal's sessions over the store: no ratchet step is lost or repeated. */
@NullMarked
package org.phantomnet.messenger.session;

import org.jspecify.annotations.NullMarked;
