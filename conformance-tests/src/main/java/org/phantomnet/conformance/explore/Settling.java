package org.phantomnet.conformance.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.phantomnet.conformance.explore.Happening.Kind;

/**
 * Whether a device comes to rest, over all its states that were met. A run without end needs a
 * circle of steps; of these only two kinds are harmless: packets that stop and come again, and
 * messages that do nothing, of which there are only as many as were sent. So there must be no
 * circle without a message, and none in which something is sent. With {@link Invariant#ENDS} (a
 * live call always has something that must happen to it) each device comes by itself to a state
 * without a live call, whatever the peer and the channel do.
 */
final class Settling {
  private static final int SENDS = 1;
  private static final int MESSAGE = 2;
  private static final int FLAGS = 2;

  private final List<int[]> edges = new ArrayList<>();

  void edge(int from, Outcome outcome) {
    Kind kind = outcome.happening().kind();
    if (isFree(kind) || outcome.next() == from && outcome.sent().all.length == 0) {
      return;
    }
    while (edges.size() <= Math.max(from, outcome.next())) {
      edges.add(new int[0]);
    }
    int[] known = edges.get(from);
    int[] more = Arrays.copyOf(known, known.length + 1);
    more[known.length] =
        outcome.next() << FLAGS
            | (kind == Kind.MESSAGE ? MESSAGE : 0)
            | (outcome.sent().all.length > 0 ? SENDS : 0);
    edges.set(from, more);
  }

  /** Connections may come back as often as they like, and restarts are counted elsewhere. */
  private static boolean isFree(Kind kind) {
    return kind == Kind.RECOVERY || kind == Kind.RESTART;
  }

  /** A state from which a run without end starts; empty without one. */
  List<Integer> restless() {
    List<Integer> restless = new ArrayList<>();
    int[] withMessages = components(true);
    int[] withoutMessages = components(false);
    for (int from = 0; from < edges.size(); from++) {
      for (int edge : edges.get(from)) {
        int to = edge >> FLAGS;
        boolean sendsOnCircle = (edge & SENDS) != 0 && withMessages[from] == withMessages[to];
        boolean circlesAlone =
            (edge & MESSAGE) == 0 && withoutMessages[from] == withoutMessages[to];
        if (sendsOnCircle || circlesAlone) {
          restless.add(from);
        }
      }
    }
    return restless;
  }

  /** Strongly connected components, by Tarjan's algorithm without recursion. */
  private int[] components(boolean messages) {
    int count = edges.size();
    int[] component = new int[count];
    int[] index = new int[count];
    int[] low = new int[count];
    int[] at = new int[count];
    boolean[] onStack = new boolean[count];
    Deque<Integer> stack = new ArrayDeque<>();
    Deque<Integer> calls = new ArrayDeque<>();
    int next = 1;
    for (int root = 0; root < count; root++) {
      if (index[root] != 0) {
        continue;
      }
      calls.push(root);
      while (!calls.isEmpty()) {
        int state = calls.peek();
        if (index[state] == 0) {
          index[state] = next;
          low[state] = next++;
          stack.push(state);
          onStack[state] = true;
        }
        int child = child(state, at, messages);
        if (child >= 0) {
          if (index[child] == 0) {
            calls.push(child);
          } else if (onStack[child]) {
            low[state] = Math.min(low[state], index[child]);
          }
          continue;
        }
        calls.pop();
        if (!calls.isEmpty()) {
          low[calls.peek()] = Math.min(low[calls.peek()], low[state]);
        }
        if (low[state] == index[state]) {
          close(state, stack, onStack, component);
        }
      }
    }
    return component;
  }

  /** The next state reached from there; -1 if all were tried. */
  private int child(int state, int[] at, boolean messages) {
    int[] out = edges.get(state);
    while (at[state] < out.length) {
      int edge = out[at[state]++];
      if (messages || (edge & MESSAGE) == 0) {
        return edge >> FLAGS;
      }
    }
    return -1;
  }

  private static void close(int root, Deque<Integer> stack, boolean[] onStack, int[] component) {
    int state;
    do {
      state = stack.pop();
      onStack[state] = false;
      component[state] = root;
    } while (state != root);
  }
}
