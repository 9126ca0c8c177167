/** The demo: five processes, one real call, a report. */
@NullMarked
package org.phantomnet.desktop.demo;

import org.jspecify.annotations.NullMarked;
