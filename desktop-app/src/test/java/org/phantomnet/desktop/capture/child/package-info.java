@NullMarked
package org.phantomnet.desktop.capture.child;

import org.jspecify.annotations.NullMarked;
