package org.phantomnet.desktop.chat;

/**
 * What the person must confirm before it is done. Immutable.
 *
 * @param kind stable, for scripts
 * @param yes what Enter does, in a few words
 * @param action done on the command thread if confirmed
 */
record Question(String kind, Panel panel, String yes, Command.Action action) {}
