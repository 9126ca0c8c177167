package org.phantomnet.protocol.form;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The fields that one message may have, as the tables of the spec name them. {@link WireScan} walks
 * bytes by it before protobuf sees a message. Immutable.
 */
public final class WireShape {
  private final Optional<WireField>[] byNumber;

  private WireShape(Optional<WireField>[] byNumber) {
    this.byNumber = byNumber;
  }

  public static WireShape of(WireField... fields) {
    return of(List.of(fields));
  }

  public static WireShape of(List<WireField> fields) {
    return new WireShape(index(fields));
  }

  /** The field of that number, if this version knows it. */
  Optional<WireField> field(long number) {
    return number < byNumber.length ? byNumber[(int) number] : Optional.empty();
  }

  /** One above the highest field number this version knows here. */
  int limit() {
    return byNumber.length;
  }

  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // an array of Optional<WireField>, filled here and never exposed
  private static Optional<WireField>[] index(List<WireField> fields) {
    int highest = fields.stream().mapToInt(WireField::number).max().orElse(0);
    Optional<WireField>[] index = new Optional[highest + 1];
    Arrays.fill(index, Optional.empty());
    for (WireField field : fields) {
      index[field.number()] = Optional.of(field);
    }
    return index;
  }
}
