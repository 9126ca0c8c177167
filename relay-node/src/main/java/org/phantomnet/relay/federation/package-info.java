/**
 * Mailboxes for each other: the own document, requests that other mailboxes hand in sealed, and
 * requests that this one hands on.
 */
@NullMarked
package org.phantomnet.relay.federation;

import org.jspecify.annotations.NullMarked;
