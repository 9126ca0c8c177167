package org.phantomnet.relay.main.check;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Whether the operator's certificate is what clients will accept. */
public final class CertificateCheck {
  private static final String TLS = "tls";
  private static final Duration SOON = Duration.ofDays(14);
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private CertificateCheck() {}

  /**
   * Time and names; that it belongs to its key was seen when it was loaded.
   *
   * @param names what clients will ask for; may be empty
   */
  public static List<Finding> certificate(
      X509Certificate certificate, List<String> names, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    List<Finding> findings = new ArrayList<>();
    if (now.isBefore(from)) {
      findings.add(
          Finding.fail(TLS, "the certificate holds from " + from + " only: is the clock right?"));
    } else if (now.isAfter(to)) {
      findings.add(Finding.fail(TLS, "the certificate ended at " + to + ": renew it, then reload"));
    } else if (now.plus(SOON).isAfter(to)) {
      findings.add(
          Finding.warn(
              TLS,
              "the certificate ends at " + to + ": see that its renewal runs and then reloads"));
    }
    List<String> shown = names(certificate);
    for (String name : names) {
      if (shown.stream().noneMatch(s -> matches(s, name))) {
        findings.add(
            Finding.fail(
                TLS, "the certificate is not for " + name + " but for " + shown + ": order one"));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(TLS, "the certificate is for " + shown + " until " + to))
        : findings;
  }

  private static boolean matches(String shown, String name) {
    if (shown.startsWith("*.")) {
      int dot = name.indexOf('.');
      return dot > 0 && name.substring(dot).equalsIgnoreCase(shown.substring(1));
    }
    return shown.equalsIgnoreCase(name);
  }

  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == ADDRESS)) {
            names.add(String.valueOf(alternative.get(1)));
          }
        }
      }
    } catch (CertificateParsingException e) {
      // then it is for nobody
    }
    return names;
  }
}
