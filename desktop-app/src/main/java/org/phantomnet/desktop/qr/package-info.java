/** QR codes as text in a terminal. */
@NullMarked
package org.phantomnet.desktop.qr;

import org.jspecify.annotations.NullMarked;
