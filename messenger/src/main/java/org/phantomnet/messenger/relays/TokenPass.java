package org.phantomnet.messenger.relays;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.TokenBatch;

/**
 * What an issuer's operator gave a person for tokens without work: an invite code, or what the
 * operator's own service wants. A secret, so it does not print. Immutable.
 *
 * @param reason INVITE or HOOK
 * @param issuer its name on the list: no other one is shown the proof
 * @param proof printable ASCII, at most {@link TokenBatch#MAX_PROOF} bytes
 */
public record TokenPass(TokenBatch.Reason reason, String issuer, Bytes proof) {
  /** What a person can type. */
  public static final String FORM = "invite:ISSUER#CODE or hook:ISSUER#TEXT";

  private static final Pattern TEXT =
      Pattern.compile(
          "invite:([A-Za-z0-9.:_-]{1,128})#([\\x21-\\x7e]{16,1024})"
              + "|hook:([A-Za-z0-9.:_-]{1,128})#([\\x21-\\x7e]{1,1024})");

  public TokenPass {
    if (reason == TokenBatch.Reason.WORK || proof.length() > TokenBatch.MAX_PROOF) {
      throw new IllegalArgumentException("token pass");
    }
  }

  /** What became of it when it was shown last. */
  public enum State {
    NOT_SHOWN,
    /** It gave tokens. */
    GIVES,
    /** Unknown there, or not worth a batch any more. */
    REFUSED,
    /** The issuer has too many requests, or could not decide. */
    LATER
  }

  /** Empty for anything but {@link #FORM}. */
  @Rule("TOK-27")
  public static Optional<TokenPass> parse(String text) {
    Matcher form = TEXT.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    boolean invite = form.group(1) != null;
    return Optional.of(
        new TokenPass(
            invite ? TokenBatch.Reason.INVITE : TokenBatch.Reason.HOOK,
            form.group(invite ? 1 : 3),
            Bytes.copyOf(form.group(invite ? 2 : 4).getBytes(StandardCharsets.US_ASCII))));
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return reason.name().toLowerCase(Locale.ROOT)
        + ':'
        + issuer
        + '#'
        + new String(proof.toByteArray(), StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "TokenPass";
  }
}
