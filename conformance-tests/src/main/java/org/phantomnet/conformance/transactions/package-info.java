/**
 * One real device under a script: the messenger with libsignal and SQLCipher, a mailbox that does
 * as told, a store that dies when told, and the two people it hears from. What the conformance
 * vectors of spec/10-records.md are asked of.
 */
@NullMarked
package org.phantomnet.conformance.transactions;

import org.jspecify.annotations.NullMarked;
