#!/usr/bin/python3
"""Runs every spec/reference/tests/test_*.py: the reference against published samples and against itself."""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    suite = unittest.defaultTestLoader.discover(str(HERE / "tests"), pattern="test_*.py", top_level_dir=str(HERE))
    outcome = unittest.TextTestRunner(verbosity=1).run(suite)
    sys.exit(0 if outcome.wasSuccessful() and outcome.testsRun else 1)
