@NullMarked
package org.phantomnet.messenger.contacts;

import org.jspecify.annotations.NullMarked;
