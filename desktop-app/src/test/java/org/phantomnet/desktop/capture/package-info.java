@NullMarked
package org.phantomnet.desktop.capture;

import org.jspecify.annotations.NullMarked;
