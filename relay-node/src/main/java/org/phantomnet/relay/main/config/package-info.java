/** A node's configuration file: one commented TOML, read strictly. */
@NullMarked
package org.phantomnet.relay.main.config;

import org.jspecify.annotations.NullMarked;
