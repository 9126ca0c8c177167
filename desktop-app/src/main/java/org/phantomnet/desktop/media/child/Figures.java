package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.FromChild.PathType;
import org.phantomnet.engine.port.MediaSession;

/** The few figures that leave the child, picked from libwebrtc's statistics. Immutable. */
final class Figures {
  private static final double NANOS = 1e9;
  private static final String AUDIO = "audio";
  private static final String VIDEO = "video";

  private final Map<String, RTCStats> stats;

  Figures(RTCStatsReport report) {
    stats = report.getStats();
  }

  MediaSession.Stats seconds() {
    Optional<RTCStats> inbound = first(RTCStatsType.INBOUND_RTP, AUDIO);
    Optional<RTCStats> far = first(RTCStatsType.REMOTE_INBOUND_RTP, AUDIO);
    double roundTrip = number(far, "roundTripTime");
    if (roundTrip == 0) {
      roundTrip = number(selectedPair(), "currentRoundTripTime");
    }
    return new MediaSession.Stats(
        (long) number(inbound, "packetsReceived"),
        (long) number(inbound, "packetsLost"),
        duration(number(inbound, "jitter")),
        duration(roundTrip),
        (long) number(inbound, "concealedSamples"));
  }

  /**
   * How the other side gets what is sent.
   *
   * @param ofVideo by its report of the video; else by that of the sound
   */
  FromChild.VideoFigures sent(boolean ofVideo) {
    Optional<RTCStats> far = first(RTCStatsType.REMOTE_INBOUND_RTP, ofVideo ? VIDEO : AUDIO);
    double lost = Math.min(1, number(far, "fractionLost"));
    return new FromChild.VideoFigures(
        (int) (lost * FromChild.VideoFigures.ALL), duration(number(far, "roundTripTime")));
  }

  /** When the other side's last report of the video came, in libwebrtc's microseconds. */
  Optional<Long> videoReportedAt() {
    return first(RTCStatsType.REMOTE_INBOUND_RTP, VIDEO).map(RTCStats::getTimestamp);
  }

  /** Of the selected pair: {@code localCandidateId} or {@code remoteCandidateId}. */
  Optional<PathType> pathType(String side) {
    return candidate(side).flatMap(c -> text(c, "candidateType")).flatMap(Figures::named);
  }

  boolean udp() {
    return candidate("localCandidateId")
        .flatMap(c -> text(c, "protocol"))
        .filter("udp"::equals)
        .isPresent();
  }

  private static Optional<PathType> named(String text) {
    for (PathType type : PathType.values()) {
      if (type.text().equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private Optional<RTCStats> candidate(String side) {
    return selectedPair()
        .flatMap(pair -> text(pair, side))
        .flatMap(id -> Optional.ofNullable(stats.get(id)));
  }

  private Optional<RTCStats> selectedPair() {
    return first(RTCStatsType.TRANSPORT)
        .flatMap(transport -> text(transport, "selectedCandidatePairId"))
        .flatMap(id -> Optional.ofNullable(stats.get(id)));
  }

  private Optional<RTCStats> first(RTCStatsType type) {
    return stats.values().stream().filter(s -> s.getType() == type).findFirst();
  }

  private Optional<RTCStats> first(RTCStatsType type, String kind) {
    return stats.values().stream()
        .filter(s -> s.getType() == type && text(s, "kind").filter(kind::equals).isPresent())
        .findFirst();
  }

  private static Optional<String> text(RTCStats stats, String name) {
    return Optional.ofNullable(stats.getAttributes().get(name)).map(Object::toString);
  }

  private static double number(Optional<RTCStats> stats, String name) {
    Object value = stats.isPresent() ? stats.get().getAttributes().get(name) : Integer.valueOf(0);
    return value instanceof Number number ? Math.max(0, number.doubleValue()) : 0;
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * NANOS));
  }
}
