package org.phantomnet.desktop.media.pipe;

/**
 * Why there are no pictures of a camera, screen or window, or no more. The number on the pipe is
 * the place in this list; the words tell a person what to do.
 */
public enum CaptureFault {
  NO_CAMERA("No camera is connected. Plug one in and try again."),
  CAMERA_REFUSED(
      "This user may not open the camera. Have the user added to the group \"video\", sign in anew and try again."),
  CAMERA_BUSY(
      "The camera does not start: another program may be using it. Close that program and try again."),
  CAMERA_GONE("The camera gives no pictures any more. Plug it in again and choose it anew."),
  NO_DISPLAY(
      "There is no X server to take a picture of: DISPLAY is not set, or names none on this machine."),
  WAYLAND_ONLY(
      "This desktop session is Wayland's, which shows no screen to this version. Sign in to an X11 session (often called \"on Xorg\")."),
  DISPLAY_REFUSED("The X server does not let this user in. Check XAUTHORITY."),
  DISPLAY_UNSUPPORTED(
      "This X server keeps its pictures in a form that this version cannot read: it needs 24 bits of colour."),
  NO_WINDOWS("This X server cannot show one window alone. Share a screen instead."),
  NO_SUCH_SOURCE(
      "What was chosen is not there any more. Choose again: ./phantom pictures lists what there is."),
  SCREEN_GONE(
      "The screen that was shared is gone or has another size. Sharing has ended; choose again."),
  WINDOW_GONE("The window that was shared was closed. Sharing has ended."),
  WINDOW_HIDDEN(
      "The window that was shared was minimised. Sharing has ended; choose it again to go on."),
  CHILD_FAILED("The process that takes the pictures failed. Choose again what to show."),
  CHILD_HUNG("The process that takes the pictures stands still. Choose again what to show."),
  NO_MEMORY("There is no memory in /dev/shm to pass pictures through.");

  private final String words;

  CaptureFault(String words) {
    this.words = words;
  }

  /** What a person reads. */
  public String words() {
    return words;
  }
}
