package org.phantomnet.relay.turn;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithoutSystemCalls.class)
final class PermissionWithoutSystemCallsTest extends PermissionTest {}
