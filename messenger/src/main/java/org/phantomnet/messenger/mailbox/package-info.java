/**
 * The client side of the own mailbox: the port {@code Mailbox} and its HTTPS and WebSocket
 * implementation.
 */
@NullMarked
package org.phantomnet.messenger.mailbox;

import org.jspecify.annotations.NullMarked;
