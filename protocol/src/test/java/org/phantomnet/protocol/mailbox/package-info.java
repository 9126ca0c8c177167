@NullMarked
package org.phantomnet.protocol.mailbox;

import org.jspecify.annotations.NullMarked;
