/** What an estate's authorities do: probe relays, propose a list, sign it offline, publish it. */
@NullMarked
package org.phantomnet.relay.authority;

import org.jspecify.annotations.NullMarked;
