/** Tests of the history. */
@NullMarked
package org.phantomnet.messenger.history;

import org.jspecify.annotations.NullMarked;
