/** Runs the fuzz tests of all modules, and sees that there is one for every decoder. */
@NullMarked
package org.phantomnet.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
