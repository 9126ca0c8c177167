package org.phantomnet.desktop.chat;

import java.util.ArrayList;
import java.util.List;

/** The line being typed, its cursor, and the lines typed before (in memory only). One thread. */
final class InputLine {
  private static final int MOST_LINES = 200;

  private final List<String> past = new ArrayList<>();
  private String text = "";
  private String draft = "";
  private int cursor;
  private int recalled; // lines back; 0 is the draft

  String text() {
    return text;
  }

  int cursor() {
    return cursor;
  }

  void set(String line) {
    text = line;
    cursor = line.length();
  }

  void insert(String typed) {
    text = text.substring(0, cursor) + typed + text.substring(cursor);
    cursor += typed.length();
  }

  void backspace() {
    if (cursor > 0) {
      int from = text.offsetByCodePoints(cursor, -1);
      text = text.substring(0, from) + text.substring(cursor);
      cursor = from;
    }
  }

  void delete() {
    if (cursor < text.length()) {
      text = text.substring(0, cursor) + text.substring(text.offsetByCodePoints(cursor, 1));
    }
  }

  void left() {
    cursor = cursor > 0 ? text.offsetByCodePoints(cursor, -1) : 0;
  }

  void right() {
    cursor = cursor < text.length() ? text.offsetByCodePoints(cursor, 1) : cursor;
  }

  void home() {
    cursor = 0;
  }

  void end() {
    cursor = text.length();
  }

  void killToStart() {
    text = text.substring(cursor);
    cursor = 0;
  }

  void killToEnd() {
    text = text.substring(0, cursor);
  }

  void killWord() {
    int from = cursor;
    while (from > 0 && text.charAt(from - 1) == ' ') {
      from--;
    }
    while (from > 0 && text.charAt(from - 1) != ' ') {
      from--;
    }
    text = text.substring(0, from) + text.substring(cursor);
    cursor = from;
  }

  /** Older lines, then back to what was being typed. */
  void recall(int step) {
    int next = recalled + step;
    if (next < 0 || next > past.size()) {
      return;
    }
    if (recalled == 0) {
      draft = text;
    }
    recalled = next;
    set(recalled == 0 ? draft : past.get(past.size() - recalled));
  }

  /** Empties the line and returns what it was. */
  String take() {
    String line = text;
    if (!line.isBlank()) {
      past.add(line);
      if (past.size() > MOST_LINES) {
        past.remove(0);
      }
    }
    recalled = 0;
    draft = "";
    set("");
    return line;
  }
}
