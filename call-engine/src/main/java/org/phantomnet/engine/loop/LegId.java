package org.phantomnet.engine.loop;

import org.phantomnet.engine.state.CallRef;

/** One device of the peer in one call: what keys and connections are held by. */
record LegId(CallRef call, int device) {}
