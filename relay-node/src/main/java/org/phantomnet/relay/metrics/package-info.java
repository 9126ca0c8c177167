/** Aggregate figures for the operator: names and numbers, never who (NODE-5). */
@NullMarked
package org.phantomnet.relay.metrics;

import org.jspecify.annotations.NullMarked;
