package org.phantomnet.engine.state;

/**
 * Something to do, decided by the machine and done by {@code engine.loop}, in the order given. Pure
 * data, no secret.
 */
public sealed interface CallEffect permits SendEffect, PathEffect, LocalEffect {
  CallRef call();
}
