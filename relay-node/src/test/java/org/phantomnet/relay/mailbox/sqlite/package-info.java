@NullMarked
package org.phantomnet.relay.mailbox.sqlite;

import org.jspecify.annotations.NullMarked;
