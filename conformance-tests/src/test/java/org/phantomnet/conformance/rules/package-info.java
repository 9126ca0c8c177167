/** Ties spec rules, deciding code and proving tests together (STYLE 15). */
@NullMarked
package org.phantomnet.conformance.rules;

import org.jspecify.annotations.NullMarked;
