/** The mailbox's storage in one SQLite file. The only SQL of the relay. */
@NullMarked
package org.phantomnet.relay.mailbox.sqlite;

import org.jspecify.annotations.NullMarked;
