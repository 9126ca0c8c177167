package org.phantomnet.conformance.lab;

/** A version of IP. */
public enum Family {
  IPV4,
  IPV6
}
