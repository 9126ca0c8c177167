@NullMarked
package org.phantomnet.desktop.video;

import org.jspecify.annotations.NullMarked;
