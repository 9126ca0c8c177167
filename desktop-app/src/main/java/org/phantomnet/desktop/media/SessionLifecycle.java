package org.phantomnet.desktop.media;

/** What the engine does for its sessions. Any thread. */
interface SessionLifecycle {
  void killAfterGrace(MediaProcess process);

  /** The connection is up: there is time for other work. */
  void settled();

  /** The connection is down: another may be wanted soon. */
  void interrupted();

  void ended(DesktopSession session);
}
