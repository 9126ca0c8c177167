@NullMarked
package org.phantomnet.desktop.commands;

import org.jspecify.annotations.NullMarked;
