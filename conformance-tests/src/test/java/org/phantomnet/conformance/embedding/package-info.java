/** What another messenger needs to have calls: the example of docs/embedding.md, run. */
@NullMarked
package org.phantomnet.conformance.embedding;

import org.jspecify.annotations.NullMarked;
