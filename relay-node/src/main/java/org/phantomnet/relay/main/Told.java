package org.phantomnet.relay.main;

/** What a running node may be told from outside. */
enum Told {
  /** Read the configuration again (SIGHUP). */
  RELOAD,
  /** Take no new calls and end with the last one (SIGTERM); said twice: end now. */
  STOP,
  /** End now: standard input ended, or the JVM does. */
  END
}
