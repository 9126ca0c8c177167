/**
 * The test bed for networks (docs/lab.md): machines, homes behind NATs and lines of chosen quality,
 * as network namespaces of this machine that nothing else is in.
 */
@NullMarked
package org.phantomnet.conformance.lab;

import org.jspecify.annotations.NullMarked;
