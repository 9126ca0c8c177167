@NullMarked
package org.phantomnet.desktop.qr;

import org.jspecify.annotations.NullMarked;
