/** Single operations, by JMH: real protocol code, real libsignal, the real store. */
@NullMarked
package org.phantomnet.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
