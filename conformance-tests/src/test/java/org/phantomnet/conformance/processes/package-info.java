/**
 * Whole calls between operating-system processes, as {@code ./phantom demo} places them, and what
 * breaks them.
 */
@NullMarked
package org.phantomnet.conformance.processes;

import org.jspecify.annotations.NullMarked;
