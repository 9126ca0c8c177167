/** Tests of the messenger with the real libsignal and the real SQLite. */
@NullMarked
package org.phantomnet.messenger;

import org.jspecify.annotations.NullMarked;
