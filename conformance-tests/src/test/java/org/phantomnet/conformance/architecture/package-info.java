/** How the modules may use each other, and what their code may not do (STYLE 1, 6, 8, 9). */
@NullMarked
package org.phantomnet.conformance.architecture;

import org.jspecify.annotations.NullMarked;
