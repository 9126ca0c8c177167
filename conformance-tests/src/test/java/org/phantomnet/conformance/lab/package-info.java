/** The test bed does what it says (docs/lab.md). */
@NullMarked
package org.phantomnet.conformance.lab;

import org.jspecify.annotations.NullMarked;
