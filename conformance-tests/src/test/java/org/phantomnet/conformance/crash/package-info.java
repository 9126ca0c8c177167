/**
 * Real client and mailbox processes that are killed at random moments, and what must hold
 * afterwards (ADV-55).
 */
@NullMarked
package org.phantomnet.conformance.crash;

import org.jspecify.annotations.NullMarked;
