@NullMarked
package org.phantomnet.relay.mailbox.storage;

import org.jspecify.annotations.NullMarked;
