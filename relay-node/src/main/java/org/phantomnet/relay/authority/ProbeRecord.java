package org.phantomnet.relay.authority;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What probes of one relay have shown, as a text file beside its descriptor. Immutable.
 *
 * @param last when it was last probed
 * @param answered when every part of it last answered as claimed
 * @param failingSince since when it does not; absent if the last probe went well
 * @param words what is wrong, or that nothing is
 */
public record ProbeRecord(
    Instant last, Optional<Instant> answered, Optional<Instant> failingSince, String words) {
  /** How such a file ends; before it stands the relay's id. */
  public static final String SUFFIX = ".probe";

  /** A relay that is not listed yet must have answered within this. */
  static final Duration FRESH = Duration.ofDays(1);

  /**
   * A listed relay stays this long although it does not answer, so that who keeps a relay busy does
   * not soon make its clients choose other guards (docs/discovery.md).
   */
  static final Duration PATIENCE = Duration.ofDays(14);

  private static final int MAX_LENGTH = 4_096;
  private static final String TIME = "([0-9TZ:-]{20})";
  private static final Pattern FORM =
      Pattern.compile(
          "last "
              + TIME
              + "\n(?:answered "
              + TIME
              + "\n)?(?:failing-since "
              + TIME
              + "\n)?"
              + "says ([^\n]{1,1000})\n");

  /** After one more probe, whose faults these are. */
  static ProbeRecord after(Optional<ProbeRecord> before, List<String> faults, Instant probed) {
    Instant now = probed.truncatedTo(ChronoUnit.SECONDS);
    if (faults.isEmpty()) {
      return new ProbeRecord(now, Optional.of(now), Optional.empty(), "answers as it claims");
    }
    return new ProbeRecord(
        now,
        before.flatMap(ProbeRecord::answered),
        before.flatMap(ProbeRecord::failingSince).or(() -> Optional.of(now)),
        String.join("; ", faults));
  }

  /** Whether a relay that is not listed yet may be. */
  boolean admits(Instant now) {
    return failingSince.isEmpty()
        && answered.isPresent()
        && now.isBefore(answered.get().plus(FRESH));
  }

  /** Whether a listed relay has been away for too long. */
  boolean gone() {
    return failingSince.isPresent() && !last.isBefore(failingSince.get().plus(PATIENCE));
  }

  /** Empty for anything but that form. */
  public static Optional<ProbeRecord> parse(String text) {
    Matcher form = FORM.matcher(text.length() > MAX_LENGTH ? "" : text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProbeRecord(
              Instant.parse(form.group(1)),
              Optional.ofNullable(form.group(2)).map(Instant::parse),
              Optional.ofNullable(form.group(3)).map(Instant::parse),
              form.group(4)));
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return "last "
        + last
        + "\n"
        + answered.map(at -> "answered " + at + "\n").orElse("")
        + failingSince.map(at -> "failing-since " + at + "\n").orElse("")
        + "says "
        + words
        + "\n";
  }
}
