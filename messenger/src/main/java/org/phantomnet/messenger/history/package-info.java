/** Chat messages and call records, kept on this device only. */
@NullMarked
package org.phantomnet.messenger.history;

import org.jspecify.annotations.NullMarked;
