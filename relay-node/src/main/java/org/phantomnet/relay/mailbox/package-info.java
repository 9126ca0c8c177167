/**
 * The mailbox role: accounts, prekeys, queues of sealed envelopes, sender certificates. Alone in
 * this module it may use libsignal.
 */
@NullMarked
package org.phantomnet.relay.mailbox;

import org.jspecify.annotations.NullMarked;
