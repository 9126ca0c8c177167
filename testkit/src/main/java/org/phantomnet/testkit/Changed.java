package org.phantomnet.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Objects;

/** Records that are as others but for one component: what a test changes stands alone in it. */
public final class Changed {
  private Changed() {}

  /**
   * @param component its name; the others are taken over, whichever there are
   * @throws IllegalArgumentException if there is no such component, or it is of another type
   */
  public static <R extends Record> R with(R record, String component, Object value) {
    RecordComponent[] all = Objects.requireNonNull(record.getClass().getRecordComponents());
    if (Arrays.stream(all).noneMatch(each -> each.getName().equals(component))) {
      throw new IllegalArgumentException(component);
    }
    Class<?>[] types = new Class<?>[all.length];
    Object[] values = new Object[all.length];
    try {
      for (int i = 0; i < all.length; i++) {
        types[i] = all[i].getType();
        all[i].getAccessor().setAccessible(true);
        values[i] =
            all[i].getName().equals(component) ? value : all[i].getAccessor().invoke(record);
      }
      @SuppressWarnings("unchecked")
      Constructor<R> canonical = (Constructor<R>) record.getClass().getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(component, e);
    }
  }
}
