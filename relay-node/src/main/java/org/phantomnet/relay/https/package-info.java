/** The node's one HTTPS listener, on which the roles mailbox, directory and issuer stand. */
@NullMarked
package org.phantomnet.relay.https;

import org.jspecify.annotations.NullMarked;
