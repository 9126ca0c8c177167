package org.phantomnet.desktop.chat;

import java.util.List;
import org.jline.utils.AttributedString;

/** A drawn screen and where its cursor stands. Immutable. */
record Frame(List<AttributedString> lines, int row, int column) {}
