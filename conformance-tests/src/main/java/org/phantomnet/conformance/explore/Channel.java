package org.phantomnet.conformance.explore;

/** What is between the two devices, both ways; its states by number. */
interface Channel {
  int initial();

  int size();

  /** The messages that may be delivered to that side now, as bits. */
  long messagesTo(int net, Side to);

  /** The same as codes of {@link Wire}. */
  int[] inFlightTo(int net, Side to);

  /** After a delivery; {@code repeated} if it is the first of two. */
  int delivered(int net, Side to, int code, boolean repeated);

  /** Without the messages to that side that are among these bits. */
  int without(int net, Side to, long messages);

  /** After sending a row of messages to that side: pairs of a number and how many were lost. */
  int[] sent(int net, Side to, int row);
}
