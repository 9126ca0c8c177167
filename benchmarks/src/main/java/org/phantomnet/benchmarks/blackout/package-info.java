/**
 * How much of a person is left after blackout: pictures of people, made into what a camera sees.
 */
@NullMarked
package org.phantomnet.benchmarks.blackout;

import org.jspecify.annotations.NullMarked;
