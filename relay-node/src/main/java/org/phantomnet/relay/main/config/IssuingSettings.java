package org.phantomnet.relay.main.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.relay.issuer.WorkPolicy;

/**
 * What [issuer] says of tokens, checked; absent unless it has a policy. Immutable.
 *
 * @param policy what clients give for tokens
 * @param name the issuer's on the list
 * @param difficulty of the work, if that is the policy
 * @param invites file of invite codes, if they are
 * @param hook address of the operator's service, if that decides
 */
public record IssuingSettings(
    TokenBatch.Reason policy,
    String name,
    int difficulty,
    Optional<Path> invites,
    Optional<URI> hook) {
  static Optional<IssuingSettings> of(ConfigTable table, InetSocketAddress https, Path directory)
      throws ConfigException {
    Optional<TokenBatch.Reason> policy = policy(table);
    String own = https.getAddress().getHostAddress().replace(':', '_') + ":" + https.getPort();
    String name = table.optionalText("name").orElse(own);
    if (name.length() > IssuerKeys.MAX_NAME || !name.matches("[A-Za-z0-9.:_-]+")) {
      throw table.wrong("name", "must be 1 to 128 of letters, digits, '.', ':', '_' and '-'");
    }
    int difficulty =
        table.number(
            "token-difficulty", 0, GrantChallenge.MAX_DIFFICULTY, WorkPolicy.DEFAULT_DIFFICULTY);
    Optional<Path> invites = table.optionalPath("invites", directory);
    Optional<URI> hook = hook(table);
    if (policy.isEmpty()) {
      return Optional.empty();
    }
    if (policy.get() == TokenBatch.Reason.INVITE && invites.isEmpty()) {
      throw table.wrong("invites", "is missing: name the file of invite codes");
    }
    if (policy.get() == TokenBatch.Reason.HOOK && hook.isEmpty()) {
      throw table.wrong("hook", "is missing: add hook = \"https://...\"");
    }
    return Optional.of(new IssuingSettings(policy.get(), name, difficulty, invites, hook));
  }

  private static Optional<TokenBatch.Reason> policy(ConfigTable table) throws ConfigException {
    Optional<String> text = table.optionalText("policy");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (TokenBatch.Reason reason : TokenBatch.Reason.values()) {
      if (reason.name().toLowerCase(Locale.ROOT).equals(text.get())) {
        return Optional.of(reason);
      }
    }
    throw table.wrong("policy", "must be \"work\", \"invite\" or \"hook\"");
  }

  private static Optional<URI> hook(ConfigTable table) throws ConfigException {
    Optional<String> text = table.optionalText("hook");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI hook = URI.create(text.get());
      if ("https".equals(hook.getScheme()) && hook.getHost() != null) {
        return Optional.of(hook);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw table.wrong("hook", "must be an address that begins with https://");
  }
}
