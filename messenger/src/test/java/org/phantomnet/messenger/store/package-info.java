/** Tests of the store. */
@NullMarked
package org.phantomnet.messenger.store;

import org.jspecify.annotations.NullMarked;
