/** The messenger around the call engine, shared by desktop and Android: the facade Messenger. */
@NullMarked
package org.phantomnet.messenger;

import org.jspecify.annotations.NullMarked;
