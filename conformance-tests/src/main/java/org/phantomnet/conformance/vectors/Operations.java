package org.phantomnet.conformance.vectors;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every op that the Java implementation offers: one class an area, one line here. */
final class Operations {
  private static final List<Map<String, Operation>> AREAS =
      List.of(
          IdOperations.all(),
          MessageOperations.all(),
          ContentOperations.all(),
          PaddingOperations.all(),
          KeyOperations.all(),
          MacOperations.all(),
          ProofOperations.all(),
          CandidateOperations.all(),
          TransactionOperations.all(),
          MailboxOperations.all(),
          FederationOperations.all(),
          DirectoryOperations.all(),
          TokenOperations.all(),
          ShieldOperations.all(),
          DeviceOperations.all(),
          SyncOperations.all());

  private Operations() {}

  static Map<String, Operation> all() {
    Map<String, Operation> all = new TreeMap<>();
    for (Map<String, Operation> area : AREAS) {
      area.forEach(
          (name, operation) -> {
            if (all.put(name, operation) != null) {
              throw new IllegalStateException("two ops are called " + name);
            }
          });
    }
    return all;
  }
}
