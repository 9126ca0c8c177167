/** The model of the call machine in spec/model, checked by spin. */
@NullMarked
package org.phantomnet.conformance.model;

import org.jspecify.annotations.NullMarked;
