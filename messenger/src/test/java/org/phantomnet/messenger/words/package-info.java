@NullMarked
package org.phantomnet.messenger.words;

import org.jspecify.annotations.NullMarked;
