"""The public harness for rule packs: `cases("our_dlint_rules")` lists a pack's examples, `check_example`
tests one.

dlint's own tests use the same harness; nothing here is needed by a lint or a scan.
"""

from dlinter.testing.examiner import ExampleExaminer
from dlinter.testing.examples import cases, check_example

__all__ = ["ExampleExaminer", "cases", "check_example"]
