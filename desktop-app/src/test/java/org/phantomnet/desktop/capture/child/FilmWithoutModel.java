package org.phantomnet.desktop.capture.child;

import java.io.IOException;

/** A capture child that plays films, and has no model. */
public final class FilmWithoutModel {
  private FilmWithoutModel() {}

  public static void main(String[] args) throws IOException {
    CaptureChild.run((kind, id) -> FilmTaker.open(id), BlackoutsWithoutModel::of);
  }
}
