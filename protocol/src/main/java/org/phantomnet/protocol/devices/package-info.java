/** Which devices an account has, as its primary device says it, and how one is added. */
@NullMarked
package org.phantomnet.protocol.devices;

import org.jspecify.annotations.NullMarked;
