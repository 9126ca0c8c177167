@NullMarked
package org.phantomnet.desktop.sound;

import org.jspecify.annotations.NullMarked;
