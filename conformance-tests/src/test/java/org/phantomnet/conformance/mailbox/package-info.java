@NullMarked
package org.phantomnet.conformance.mailbox;

import org.jspecify.annotations.NullMarked;
