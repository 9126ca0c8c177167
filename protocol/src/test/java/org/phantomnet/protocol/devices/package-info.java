@NullMarked
package org.phantomnet.protocol.devices;

import org.jspecify.annotations.NullMarked;
