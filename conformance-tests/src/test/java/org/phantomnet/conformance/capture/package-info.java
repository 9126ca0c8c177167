/** The classifier and the policies: each check has a packet that it must find. */
@NullMarked
package org.phantomnet.conformance.capture;

import org.jspecify.annotations.NullMarked;
