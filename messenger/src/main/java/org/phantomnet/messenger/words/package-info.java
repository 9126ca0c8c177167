/** What every face of the messenger says in the same words, by language. */
@NullMarked
package org.phantomnet.messenger.words;

import org.jspecify.annotations.NullMarked;
