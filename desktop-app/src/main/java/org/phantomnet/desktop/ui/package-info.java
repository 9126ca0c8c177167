/** Words and pictures for people: the only place of end-reason texts. */
@NullMarked
package org.phantomnet.desktop.ui;

import org.jspecify.annotations.NullMarked;
