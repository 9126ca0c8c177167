/** Parts that other tests replace by fakes, put together for real. */
@NullMarked
package org.phantomnet.conformance.interop;

import org.jspecify.annotations.NullMarked;
