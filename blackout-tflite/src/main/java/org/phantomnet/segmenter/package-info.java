/** Finds people in pictures by TensorFlow Lite, on desktops and on Android. */
@NullMarked
package org.phantomnet.segmenter;

import org.jspecify.annotations.NullMarked;
