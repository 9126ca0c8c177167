package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.RTCIceCandidate;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.protocol.signal.Candidate;

/** Private and Paranoid: credentials and the one relay candidate leave together. */
final class RelayGathering implements Gathering {
  private final ToClient client;
  private Optional<OwnDescription> own = Optional.empty();
  private boolean gathered;

  RelayGathering(ToClient client) {
    this.client = client;
  }

  @Override
  public void credentials(OwnDescription description) {
    own = Optional.of(description);
  }

  @Override
  public void found(RTCIceCandidate candidate) {
    Optional<Candidate> typed = OwnCandidate.parse(candidate.sdp);
    if (typed.isPresent() && !gathered) {
      gathered = true; // one relay gives one candidate: nothing better would come
      OwnDescription description = own.orElseThrow();
      client.send(
          new FromChild.Gathered(
              description.ufrag(), description.pwd(), List.of(typed.orElseThrow())));
    }
  }

  @Override
  public void complete() {
    if (!gathered) {
      client.fail(FailureReason.ICE_FAILED);
    }
  }
}
