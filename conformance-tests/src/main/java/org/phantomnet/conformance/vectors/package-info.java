/**
 * Conformance vectors (spec/13-conformance.md): the files, the runner, and the Java implementation
 * under test.
 */
@NullMarked
package org.phantomnet.conformance.vectors;

import org.jspecify.annotations.NullMarked;
