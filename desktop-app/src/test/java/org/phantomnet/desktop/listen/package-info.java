@NullMarked
package org.phantomnet.desktop.listen;

import org.jspecify.annotations.NullMarked;
