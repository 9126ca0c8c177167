@NullMarked
package org.phantomnet.conformance.discovery;

import org.jspecify.annotations.NullMarked;
