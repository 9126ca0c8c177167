package org.phantomnet.conformance.gaps;

import java.io.IOException;
import java.time.Duration;
import org.phantomnet.conformance.crash.Pause;

/**
 * What happens to a call, with what may be lost by it (docs/performance.md): 300 ms where the new
 * network is there before the old one goes, 2 s once a network is back, 5 s for a dead relay.
 */
enum GapEvent {
  CUT_1S("line cut for 1 s", 2_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      return cut(run, Duration.ofSeconds(1));
    }
  },
  CUT_4S("line cut for 4 s", 2_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      return cut(run, Duration.ofSeconds(4));
    }
  },
  CUT_8S("line cut for 8 s", 2_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      return cut(run, Duration.ofSeconds(8));
    }
  },
  REBIND("NAT rebinding", 2_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      run.lab().rebind(GapRun.WIFI);
      return Duration.ZERO;
    }
  },
  OWN_RELAY_KILLED("own relay killed", 5_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      run.kill(run.relayOf(GapRun.ALICE));
      return Duration.ZERO;
    }
  },
  PEER_RELAY_KILLED("other side's relay killed", 5_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      run.kill(run.relayOf(GapRun.BOB));
      return Duration.ZERO;
    }
  },
  BOTH_RELAYS_KILLED("both relays killed", 5_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      String own = run.relayOf(GapRun.ALICE);
      run.kill(run.relayOf(GapRun.BOB));
      run.kill(own);
      return Duration.ZERO;
    }
  },
  OWN_RELAY_SILENT("own relay silent", 5_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      run.silence(run.relayOf(GapRun.ALICE));
      return Duration.ZERO;
    }
  },
  PEER_RELAY_SILENT("other side's relay silent", 5_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      run.silence(run.relayOf(GapRun.BOB));
      return Duration.ZERO;
    }
  },
  BOTH_RELAYS_SILENT("both relays silent", 5_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      String own = run.relayOf(GapRun.ALICE);
      run.silence(run.relayOf(GapRun.BOB));
      run.silence(own);
      return Duration.ZERO;
    }
  },
  ROAM("roams, old network goes 5 s after", 300) {
    @Override
    Duration happen(GapRun run) throws IOException {
      run.moveDefaultRoute();
      Pause.of(BEFORE_BREAK);
      run.lab().down(GapRun.ALICE, 0);
      return Duration.ZERO;
    }
  },
  ROAM_AFTER_BREAK("roams, old network goes first", 2_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      run.lab().down(GapRun.ALICE, 0);
      return Duration.ZERO;
    }
  },
  RENUMBER("another address", 2_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      run.lab().renumber(GapRun.BOB);
      return Duration.ZERO;
    }
  },
  SLEEP("sleeps for 20 s", 2_000) {
    @Override
    Duration happen(GapRun run) throws IOException {
      Duration asleep = Duration.ofSeconds(20);
      run.signal(GapRun.ALICE, "STOP");
      Pause.of(asleep);
      run.signal(GapRun.ALICE, "CONT");
      return asleep;
    }
  };

  /** For so long a person who walks out of one network into another is in both. */
  private static final Duration BEFORE_BREAK = Duration.ofSeconds(5);

  private final String words;
  private final long targetMillis;

  GapEvent(String words, long targetMillis) {
    this.words = words;
    this.targetMillis = targetMillis;
  }

  /** Makes it happen; how long nothing could be heard, whatever a client does. */
  abstract Duration happen(GapRun run) throws IOException;

  /** Of the gap without the outage. */
  long targetMillis() {
    return targetMillis;
  }

  String words() {
    return words;
  }

  /** Whether there must be a relay on the path, in Fast too. */
  boolean needsRelay() {
    return name().contains("_RELAY");
  }

  private static Duration cut(GapRun run, Duration outage) throws IOException {
    run.lab().cut(GapRun.WIFI);
    Pause.of(outage);
    run.lab().mend(GapRun.WIFI);
    return outage;
  }
}
