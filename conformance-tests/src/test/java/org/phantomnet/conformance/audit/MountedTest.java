package org.phantomnet.conformance.audit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One test that mounts an attack.
 *
 * @param type the class's binary name
 * @param selector as JUnit's method selector wants it
 */
public record MountedTest(String type, String method, String selector) {
  static MountedTest of(Class<?> type, Method method) {
    String parameters =
        Arrays.stream(method.getParameterTypes())
            .map(Class::getTypeName)
            .collect(Collectors.joining(","));
    return new MountedTest(
        type.getName(),
        method.getName(),
        type.getName() + "#" + method.getName() + "(" + parameters + ")");
  }

  /** As {@code RoutingTest.calleesMessage_neverReachesACalleesCall}. */
  public String name() {
    return type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + "." + method;
  }
}
