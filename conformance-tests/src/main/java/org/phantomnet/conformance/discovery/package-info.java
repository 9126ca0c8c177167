/**
 * Networks of 200 relays, some of them hostile, on the real choice of guards and the real rule of
 * families: how often one operator sees both sides of a call, or becomes a given person's guard.
 */
@NullMarked
package org.phantomnet.conformance.discovery;

import org.jspecify.annotations.NullMarked;
