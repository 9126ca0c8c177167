package org.phantomnet.conformance.capture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Looks for what is known to have been said: texts and names in several encodings, octets as they
 * are and in hex, and sound as raw samples. Everything is searched whole, headers included, so that
 * nothing depends on the classifier. Not thread-safe.
 *
 * <p>Sound is found where 31 octets or more of it stand together unchanged, as 16-bit samples in
 * either byte order or 8-bit mu-law or A-law (ITU-T G.711). Silence is left out: parts with fewer
 * than eight different octets in sixteen are not searched for. What a codec made of it cannot be
 * known bit by bit and is not found; that its payload is sealed, {@link Randomness} tests.
 */
public final class KnownPlaintext {
  private static final int WINDOW = 16;
  private static final int LEAST_DIFFERENT = 8;
  private static final int SHORTEST = 4;

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Set<Long> sound = new HashSet<>();

  /** A text, and its usual encodings. */
  public KnownPlaintext text(String name, String text) {
    octets(name, text.getBytes(StandardCharsets.UTF_8));
    texts.put(name + " in UTF-16", latin(text.getBytes(StandardCharsets.UTF_16LE)));
    texts.put(name + " in UTF-16 (big endian)", latin(text.getBytes(StandardCharsets.UTF_16BE)));
    return this;
  }

  /** Octets as they are, in hex, and in Base64 at any offset. */
  public KnownPlaintext octets(String name, byte[] octets) {
    if (octets.length < SHORTEST) {
      throw new IllegalArgumentException("too short: it would be found by chance");
    }
    texts.put(name, latin(octets));
    String hex = Octets.of(octets).hex(octets.length).replace(" ", "");
    texts.put(name + " in hex", hex);
    texts.put(name + " in upper case hex", hex.toUpperCase(Locale.ROOT));
    for (int shift = 0; shift < 3; shift++) {
      byte[] shifted = new byte[shift + octets.length];
      System.arraycopy(octets, 0, shifted, shift, octets.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // Characters that depend on what stands before and behind are left out.
      String core = base64.substring(shift == 0 ? 0 : shift + 1, base64.length() - 1);
      if (core.length() > SHORTEST) {
        texts.put(name + " in Base64, " + shift, core);
        String forUrls = core.replace('+', '-').replace('/', '_');
        if (!forUrls.equals(core)) {
          texts.put(name + " in Base64 for URLs, " + shift, forUrls);
        }
      }
    }
    return this;
  }

  /** Samples of 16 bits, as they were spoken. */
  public KnownPlaintext sound(short[] samples) {
    byte[] little = new byte[2 * samples.length];
    byte[] big = new byte[2 * samples.length];
    byte[] mu = new byte[samples.length];
    byte[] a = new byte[samples.length];
    for (int at = 0; at < samples.length; at++) {
      int sample = samples[at];
      little[2 * at] = big[2 * at + 1] = (byte) sample;
      little[2 * at + 1] = big[2 * at] = (byte) (sample >> 8);
      mu[at] = Companding.mu(sample);
      a[at] = Companding.a(sample);
    }
    for (byte[] stream : List.of(little, big, mu, a)) {
      Octets all = Octets.of(stream);
      for (int at = 0; at + WINDOW <= stream.length; at += WINDOW) {
        Octets window = all.part(at, WINDOW);
        if (isDistinctive(window)) {
          sound.add(key(all, at));
        }
      }
    }
    return this;
  }

  /** How many parts of sound are searched for: 0 would be no search. */
  public int soundWindows() {
    return sound.size();
  }

  /** Two windows have one key by chance once in 2^64. */
  private static long key(Octets in, int at) {
    long first = in.u32(at) << 32 | in.u32(at + 4);
    long second = in.u32(at + 8) << 32 | in.u32(at + 12);
    return first * 0x9e3779b97f4a7c15L ^ Long.rotateLeft(second * 0xc2b2ae3d27d4eb4fL, 31);
  }

  private static boolean isDistinctive(Octets window) {
    Set<Integer> values = new HashSet<>();
    for (int at = 0; at < window.length(); at++) {
      values.add(window.u8(at));
    }
    return values.size() >= LEAST_DIFFERENT;
  }

  /** What was found, and where; empty is good. */
  public List<String> findings(WireReport report) {
    List<String> found = new ArrayList<>();
    for (Packet packet : report.packets()) {
      for (String what : in(packet.frame().octets())) {
        found.add(new Violation(packet, "holds " + what).shown());
      }
    }
    for (Octets stream : report.streams()) {
      in(stream).forEach(what -> found.add("a TCP stream holds " + what));
    }
    return found;
  }

  /** Names of what these octets hold. */
  List<String> in(Octets octets) {
    List<String> found = new ArrayList<>();
    String text = octets.latin();
    String lower = text.toLowerCase(Locale.ROOT);
    texts.forEach(
        (name, needle) -> {
          if (text.contains(needle) || lower.contains(needle)) {
            found.add(name);
          }
        });
    for (int at = 0; !sound.isEmpty() && at + WINDOW <= octets.length(); at++) {
      if (sound.contains(key(octets, at))) {
        found.add("sound");
        break;
      }
    }
    return found;
  }

  private static String latin(byte[] octets) {
    return Octets.of(octets).latin();
  }
}
