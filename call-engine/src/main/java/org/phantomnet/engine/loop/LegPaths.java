package org.phantomnet.engine.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;

/**
 * The connections of one leg: the one in use, at most one next, and old ones that are about to
 * close; and which relays either side stood on. Effect thread only.
 */
final class LegPaths {
  /**
   * What the peer asked for a new connection with.
   *
   * @param name {@link CoreName}
   */
  record Request(Bytes name, CallMessage.Update update) {}

  private final Set<String> ownFamilies = new HashSet<>();
  private final Set<String> theirFamilies = new HashSet<>();
  private final List<Path> old = new ArrayList<>();
  private Optional<Path> used = Optional.empty();
  private Optional<Path> next = Optional.empty();
  private Optional<Request> request = Optional.empty();
  private Optional<CallMode> agreed = Optional.empty();
  private Optional<FirstPaths.Start> start = Optional.empty();

  /** How the first connection is opened. */
  Optional<FirstPaths.Start> start() {
    return start;
  }

  void start(FirstPaths.Start begun) {
    start = Optional.of(begun);
  }

  /**
   * Of connections to come: what both sides agreed on, whatever becomes of it, else as the first.
   */
  @Rule("CALL-64")
  Optional<CallMode> mode() {
    return agreed.or(() -> used.map(Path::mode));
  }

  void agreed(CallMode mode) {
    agreed = Optional.of(mode);
  }

  Optional<Path> used() {
    return used;
  }

  Optional<Path> next() {
    return next;
  }

  void use(Path path) {
    used.ifPresent(
        before -> {
          before.retire();
          old.add(before);
        });
    used = Optional.of(path);
    if (ModePolicy.of(path.mode()).distinctOperators()) {
      ownFamilies.add(path.relay().family());
    }
    next = next.filter(other -> other != path);
  }

  void next(Path path) {
    next = Optional.of(path);
  }

  /** The first one will not be named: nobody stands, or stood, on its relay (CALL-57). */
  void unuse() {
    used = Optional.empty();
    ownFamilies.clear();
  }

  /** Empty if there is none. */
  Optional<Path> takeNext() {
    Optional<Path> taken = next;
    next = Optional.empty();
    return taken;
  }

  boolean takeOld(Path path) {
    return old.remove(path);
  }

  /** Takes all of them out. */
  List<Path> takeAll() {
    List<Path> all = new ArrayList<>(old);
    takeNext().ifPresent(all::add);
    used.ifPresent(all::add);
    used = Optional.empty();
    old.clear();
    return all;
  }

  List<Path> all() {
    List<Path> all = new ArrayList<>(old);
    next.ifPresent(all::add);
    used.ifPresent(all::add);
    return all;
  }

  /** The newest connection that the peer knows of, or that knows the peer's. */
  Optional<Path> newest() {
    return next.filter(path -> path.candidates().remote().isPresent()).or(() -> used);
  }

  void theirs(ListedRelay relay) {
    theirFamilies.add(relay.family());
  }

  Set<String> theirFamilies() {
    return theirFamilies;
  }

  /** True if a connection of this side stands or stood on a relay of that operator (CALL-56). */
  boolean isOwn(String family) {
    return ownFamilies.contains(family);
  }

  /** What the peer asked for last; the machine decides whether it is answered. */
  void requested(Request asked) {
    request = Optional.of(asked);
  }

  Optional<Request> takeRequest() {
    Optional<Request> taken = request;
    request = Optional.empty();
    return taken;
  }
}
