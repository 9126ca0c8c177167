/** The encrypted database behind a small port: key, header, lock, schema and roll-back counter. */
@NullMarked
package org.phantomnet.messenger.store;

import org.jspecify.annotations.NullMarked;
