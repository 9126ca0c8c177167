/** Annotations that tie spec rules, attacks, code and tests together (STYLE 15). */
@NullMarked
package org.phantomnet.protocol.rule;

import org.jspecify.annotations.NullMarked;
