package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

class RollbackCounterTest {
  private static final Bytes KEY = new TestRandom(7).bytes(32);

  @TempDir Path directory;

  private RollbackCounter open() {
    return RollbackCounter.open(directory.resolve("store.counter"), KEY);
  }

  @Test
  @Covers("STORE-6")
  void olderDatabase_againstTheFile_isRolledBack() {
    try (RollbackCounter counter = open()) {
      counter.raise(1);
      counter.raise(2);
      counter.raise(3);
    }

    try (RollbackCounter counter = open()) {
      assertTrue(counter.isRolledBack(2));
      assertFalse(counter.isRolledBack(3));
      assertFalse(counter.isRolledBack(4));
    }
  }

  @Test
  @Covers("STORE-6")
  void missingFile_beforeADatabaseWithAPast_isRolledBack() {
    try (RollbackCounter counter = open()) {
      assertTrue(counter.isRolledBack(1));
      assertFalse(counter.isRolledBack(0));
    }
  }

  @Test
  @Covers("STORE-5")
  void lowerGeneration_raised_changesNothing() {
    try (RollbackCounter counter = open()) {
      counter.raise(9);
      counter.raise(4);
      assertEquals(9, counter.highest());
    }

    try (RollbackCounter counter = open()) {
      assertEquals(9, counter.highest());
      counter.raise(10);
      counter.raise(11);
    }
    try (RollbackCounter counter = open()) {
      assertEquals(11, counter.highest());
    }
  }

  @Test
  void tornWrite_ofOneSlot_leavesTheOther() throws IOException {
    try (RollbackCounter counter = open()) {
      counter.raise(1);
      counter.raise(2);
    }
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("store.counter").toFile(), "rw")) {
      file.seek(24 + 3);
      file.write(0x5a);
    }

    try (RollbackCounter counter = open()) {
      assertEquals(1, counter.highest());
      counter.raise(3);
    }
    try (RollbackCounter counter = open()) {
      assertEquals(3, counter.highest());
    }
  }

  @Test
  void fileOfAnotherStore_isWorthNothing() {
    try (RollbackCounter counter = open()) {
      counter.raise(5);
    }

    try (RollbackCounter counter =
        RollbackCounter.open(directory.resolve("store.counter"), new TestRandom(8).bytes(32))) {
      assertTrue(counter.isRolledBack(7));
    }
  }
}
