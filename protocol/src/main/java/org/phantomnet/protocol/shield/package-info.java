/** The media shield (spec/20-shield.md): the layer of encryption over each media packet. */
@NullMarked
package org.phantomnet.protocol.shield;

import org.jspecify.annotations.NullMarked;
