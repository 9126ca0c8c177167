/**
 * What a captured packet is, and whether a mode's policy allows it. Parses everything anew: a
 * mistake of the product's own parsers must not hide in the proof, so nothing here uses them.
 */
@NullMarked
package org.phantomnet.conformance.capture;

import org.jspecify.annotations.NullMarked;
