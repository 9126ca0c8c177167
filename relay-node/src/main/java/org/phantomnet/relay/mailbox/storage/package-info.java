/**
 * What a mailbox keeps, as a port: no word of how it is kept. Every implementation passes the
 * contract tests of this package.
 */
@NullMarked
package org.phantomnet.relay.mailbox.storage;

import org.jspecify.annotations.NullMarked;
