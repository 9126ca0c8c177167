/** Tests of the sessions' parts. */
@NullMarked
package org.phantomnet.messenger.session;

import org.jspecify.annotations.NullMarked;
