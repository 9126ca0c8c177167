package org.phantomnet.conformance.explore;

import java.util.Map;

/**
 * What a step of one device led to.
 *
 * @param next the device's number in its table
 * @param sent the messages it sent, as a number of {@link Network}'s rows
 * @param handled how many waiting events were handled before something else may come
 */
record Outcome(
    Happening happening, int next, Words sent, int handled, Map<Invariant, String> broken) {}
