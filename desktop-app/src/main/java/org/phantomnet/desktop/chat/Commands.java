package org.phantomnet.desktop.chat;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every command there is, by name. Immutable once built. */
final class Commands {
  /** A name this many letters off is not what was meant. */
  private static final int FAR = 3;

  private final Map<String, Command> byName = new TreeMap<>();

  Commands(List<Command> commands) {
    for (Command command : commands) {
      if (byName.put(command.name(), command) != null) {
        throw new IllegalStateException("two commands of one name");
      }
    }
  }

  Optional<Command> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Collection<String> names() {
    return byName.keySet();
  }

  /** What may have been meant: the only command that begins so, or the nearest one. */
  Optional<String> suggestion(String mistyped) {
    List<String> beginSo = names().stream().filter(name -> name.startsWith(mistyped)).toList();
    if (beginSo.size() == 1) {
      return Optional.of(beginSo.get(0));
    }
    return names().stream()
        .filter(name -> distance(mistyped, name) < Math.min(FAR, name.length()))
        .min(Comparator.comparingInt(name -> distance(mistyped, name)));
  }

  /** Letters to add, drop, change or swap with a neighbour (restricted Damerau-Levenshtein). */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
