package org.phantomnet.conformance.explore;

/**
 * How to explore.
 *
 * @param mergeReasons ended calls and ordinary hangups are all alike whatever their reason, since
 *     no event looks at it; only what a person reads differs
 */
record Options(Bounds bounds, boolean mergeReasons) {}
