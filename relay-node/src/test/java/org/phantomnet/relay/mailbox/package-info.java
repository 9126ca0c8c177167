@NullMarked
package org.phantomnet.relay.mailbox;

import org.jspecify.annotations.NullMarked;
