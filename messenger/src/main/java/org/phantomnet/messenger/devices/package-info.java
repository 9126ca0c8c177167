/** The devices of an account. */
@NullMarked
package org.phantomnet.messenger.devices;

import org.jspecify.annotations.NullMarked;
