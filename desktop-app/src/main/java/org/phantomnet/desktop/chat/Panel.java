package org.phantomnet.desktop.chat;

import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.qr.QrText;

/**
 * Something to read, shown until it is closed. Immutable.
 *
 * @param lines clean text, a paragraph each; a face wraps them
 * @param code drawn below, where it fits
 */
record Panel(String title, List<String> lines, Optional<QrText> code) {
  Panel {
    lines = List.copyOf(lines);
  }

  Panel(String title, List<String> lines) {
    this(title, lines, Optional.empty());
  }
}
