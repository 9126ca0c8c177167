@NullMarked
package org.phantomnet.messenger.mailbox;

import org.jspecify.annotations.NullMarked;
