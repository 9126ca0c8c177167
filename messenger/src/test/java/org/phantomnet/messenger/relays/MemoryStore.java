package org.phantomnet.messenger.relays;

import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;

/** What survives a restart, in a test. */
final class MemoryStore {
  private List<GuardStore.Guard> keptGuards = List.of();
  private Optional<Bytes> keptList = Optional.empty();

  final GuardStore guards =
      new GuardStore() {
        @Override
        public List<Guard> load() {
          return keptGuards;
        }

        @Override
        public void save(List<Guard> chosen) {
          keptGuards = List.copyOf(chosen);
        }
      };

  final RelayListStore lists =
      new RelayListStore() {
        @Override
        public Optional<Bytes> load() {
          return keptList;
        }

        @Override
        public void save(Bytes signedList) {
          keptList = Optional.of(signedList);
        }
      };
}
