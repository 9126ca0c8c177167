/** What the operating system gives the ports: timers, chance, records of sound. */
@NullMarked
package org.phantomnet.desktop.platform;

import org.jspecify.annotations.NullMarked;
