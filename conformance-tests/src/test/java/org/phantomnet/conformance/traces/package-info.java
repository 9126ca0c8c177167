/** What a call leaves behind: secrets searched for in heap dumps and files. */
@NullMarked
package org.phantomnet.conformance.traces;

import org.jspecify.annotations.NullMarked;
