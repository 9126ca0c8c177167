/** What holds for the tracked files themselves. */
@NullMarked
package org.phantomnet.conformance.repository;

import org.jspecify.annotations.NullMarked;
