/** The command line: one class a subcommand. */
@NullMarked
package org.phantomnet.desktop.commands;

import org.jspecify.annotations.NullMarked;
