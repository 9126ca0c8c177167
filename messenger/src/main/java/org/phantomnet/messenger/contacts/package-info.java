/** Who may ring, how strictly, and under which identity. */
@NullMarked
package org.phantomnet.messenger.contacts;

import org.jspecify.annotations.NullMarked;
