package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.RTCIceCandidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.Trickle;
import org.phantomnet.engine.port.MediaEndpoint.StunServer;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.protocol.signal.Candidate;

/**
 * Fast: credentials leave at once and alone, candidates as they are found, those of a moment
 * together: each batch is a message to the other person.
 */
final class TrickledGathering implements Gathering {
  /** The host candidate and a near server's answer come within it. */
  private static final long TOGETHER_MILLIS = 10;

  private final ToClient client;
  private final ScheduledExecutorService control;
  private final StunServer stun;
  private final List<Candidate> waiting = new ArrayList<>();
  private int found;

  TrickledGathering(ToClient client, ScheduledExecutorService control, StunServer stun) {
    this.client = client;
    this.control = control;
    this.stun = stun;
  }

  @Override
  public void credentials(OwnDescription own) {
    client.send(new FromChild.Gathered(own.ufrag(), own.pwd(), List.of()));
  }

  @Override
  public void found(RTCIceCandidate candidate) {
    String server = Optional.ofNullable(candidate.serverUrl).orElse("");
    Optional<Candidate> typed = OwnCandidate.parse(candidate.sdp, server, stun);
    if (typed.isEmpty() || found == Trickle.MAX_ALL) {
      return;
    }
    found++;
    waiting.add(typed.orElseThrow());
    if (waiting.size() == Trickle.MAX_BATCH) {
      flush();
    } else if (waiting.size() == 1) {
      control.schedule(() -> client.guard(this::flush), TOGETHER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void flush() {
    if (!waiting.isEmpty()) {
      client.send(new FromChild.OwnCandidates(waiting));
      waiting.clear();
    }
  }

  @Override
  public void complete() {
    flush();
    if (found == 0) {
      client.fail(FailureReason.ICE_FAILED);
    }
  }
}
