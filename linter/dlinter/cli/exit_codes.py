"""The exit codes.

0: clean. 1: findings at or above `--fail-on`. 2: a usage error, a broken configuration, input that could not
be read, or dlint failed. 130: interrupted. 141: nobody reads the output any more.
"""

CLEAN, FINDINGS, FAILED, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
