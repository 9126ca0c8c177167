/** What a client and a mailbox say to each other. */
@NullMarked
package org.phantomnet.protocol.mailbox;

import org.jspecify.annotations.NullMarked;
