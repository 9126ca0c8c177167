@NullMarked
package org.phantomnet.relay.main.config;

import org.jspecify.annotations.NullMarked;
