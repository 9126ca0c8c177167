package org.phantomnet.conformance.vectors;

import java.util.List;

/** The vectors themselves are not sound; says everything that is wrong with them. */
final class VectorFilesException extends Exception {
  private static final long serialVersionUID = 1L;

  VectorFilesException(List<String> defects) {
    super(String.join("\n", defects));
  }
}
