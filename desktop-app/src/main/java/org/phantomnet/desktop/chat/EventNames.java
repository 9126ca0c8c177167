package org.phantomnet.desktop.chat;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names of all events that a script can wait for. A test compares them with the code. */
final class EventNames {
  /** A name this many letters off is not what was meant. */
  private static final int FAR = 4;

  static final Set<String> ALL =
      Set.of(
          // what happens
          "call",
          "calls-ready",
          "chat",
          "chat-delivered",
          "closed",
          "contact",
          "contact-changed",
          "contact-devices-changed",
          "contact-request",
          "device-linked",
          "device-unlinked",
          "ended",
          "error",
          "identity-changed",
          "linked-here",
          "mailbox",
          "notice",
          "recording",
          "seeing",
          "trace",
          "unlinked-here",
          // what commands answer
          "accepted",
          "acknowledged",
          "answering",
          "auto-delete",
          "blocked",
          "calling",
          "chat-list",
          "chat-queued",
          "chats",
          "cleared",
          "declining",
          "device",
          "camera",
          "devices",
          "dropped",
          "floor",
          "hanging-up",
          "held",
          "help",
          "history",
          "ignored",
          "invitation",
          "link-code",
          "link-sent",
          "mode",
          "mode-kept",
          "moving",
          "muted",
          "opened",
          "pass-forgotten",
          "pass-kept",
          "passes",
          "pictures",
          "preview",
          "preview-over",
          "previewing",
          "question",
          "receipt",
          "registered",
          "requested",
          "require-pq",
          "safety-number",
          "security-log",
          "sound-devices",
          "sound-only",
          "switching",
          "unblocked",
          "unheld",
          "unlinked",
          "unmuted",
          "unverified",
          "verified",
          "video-asked",
          "video-taken",
          "waiting-for-relays");

  private EventNames() {}

  /** What a mistyped name may have meant, among events and steps of a call. */
  static Optional<String> near(String mistyped) {
    Set<String> all = new TreeSet<>(ALL);
    all.addAll(Awaited.STEPS.keySet());
    return all.stream()
        .filter(name -> Commands.distance(mistyped, name) < Math.min(FAR, name.length()))
        .min(Comparator.comparingInt(name -> Commands.distance(mistyped, name)));
  }
}
