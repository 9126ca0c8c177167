package org.phantomnet.conformance.lab;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a home's gateway does with IPv4, in the words of RFC 4787 sections 4.1 and 5. IPv6 is never
 * translated; behind any but {@link #OPEN} a firewall lets in answers only.
 */
public enum Nat {
  /** None: machines have public addresses and everything comes in. */
  OPEN(Behaviour.ENDPOINT_INDEPENDENT, Behaviour.ENDPOINT_INDEPENDENT),
  /** "Full cone": who learns the outside port may use it. */
  FULL_CONE(Behaviour.ENDPOINT_INDEPENDENT, Behaviour.ENDPOINT_INDEPENDENT),
  ADDRESS_RESTRICTED(Behaviour.ENDPOINT_INDEPENDENT, Behaviour.ADDRESS_DEPENDENT),
  /** What most homes have. */
  PORT_RESTRICTED(Behaviour.ENDPOINT_INDEPENDENT, Behaviour.ADDRESS_AND_PORT_DEPENDENT),
  /** Another outside port for each destination, as many offices and mobile networks have. */
  SYMMETRIC(Behaviour.ADDRESS_AND_PORT_DEPENDENT, Behaviour.ADDRESS_AND_PORT_DEPENDENT);

  /** On what of the other end a mapping, or being let in, depends. */
  public enum Behaviour {
    ENDPOINT_INDEPENDENT,
    ADDRESS_DEPENDENT,
    ADDRESS_AND_PORT_DEPENDENT;

    @Override
    public String toString() {
      return words(this);
    }
  }

  private final Behaviour mapping;
  private final Behaviour filtering;

  Nat(Behaviour mapping, Behaviour filtering) {
    this.mapping = mapping;
    this.filtering = filtering;
  }

  public Behaviour mapping() {
    return mapping;
  }

  public Behaviour filtering() {
    return filtering;
  }

  /** By its name on the command line, as "full-cone". */
  public static Optional<Nat> named(String name) {
    return Arrays.stream(values()).filter(nat -> nat.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return words(this);
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
