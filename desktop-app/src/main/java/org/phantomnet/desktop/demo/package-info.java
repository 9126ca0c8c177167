/** The demo: processes for relays, people and media, one real call, a report. */
@NullMarked
package org.phantomnet.desktop.demo;

import org.jspecify.annotations.NullMarked;
