package org.phantomnet.desktop.media;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.desktop.media.pipe.Trickle;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Candidate;

/** Counts the candidates of a connection, each side's apart. Owned by its session's lock. */
final class Candidacy {
  private int own;
  private int remote;

  /** Those that go with the other side's parameters. */
  List<Candidate> first(List<Candidate> admitted) {
    List<Candidate> taken =
        admitted.subList(0, Math.min(admitted.size(), ToChild.Remote.MAX_CANDIDATES));
    remote = taken.size();
    return taken;
  }

  /** Those that came later, in messages; what is beyond the bound is dropped. */
  @Rule("ENG-71")
  List<List<Candidate>> batches(List<Candidate> admitted) {
    List<Candidate> taken =
        admitted.subList(0, Math.min(admitted.size(), Trickle.MAX_ALL - remote));
    remote += taken.size();
    List<List<Candidate>> batches = new ArrayList<>();
    for (int at = 0; at < taken.size(); at += Trickle.MAX_BATCH) {
      batches.add(taken.subList(at, Math.min(at + Trickle.MAX_BATCH, taken.size())));
    }
    return batches;
  }

  /** False if the child has named more than it may. */
  boolean countOwn(int more) {
    own += more;
    return own <= Trickle.MAX_ALL;
  }
}
