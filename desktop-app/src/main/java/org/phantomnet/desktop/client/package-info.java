/** The desktop client's composition root and its script interface. */
@NullMarked
package org.phantomnet.desktop.client;

import org.jspecify.annotations.NullMarked;
