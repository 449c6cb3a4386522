"""The commands, each with its line of help, and the exit codes.

0: clean. 1: findings at or above `--fail-on`. 2: a usage error, a broken configuration, input that could not be read,
or dlint failed. 130: interrupted.
"""

CLEAN, FINDINGS, FAILED, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141

COMMANDS = {
    "lint": "lint Dockerfiles",
    "scan": "find secrets in built images",
    "explain": "print what a rule says, and why",
    "rules": "list the rules",
    "config": "show, check or import a configuration",
    "baseline": "accept today's findings, so that only new ones count",
    "cache": "show what rebuilds each step of a Dockerfile, and how often",
    "reconstruct": "write the Dockerfile that an image's history tells of",
    "merge": "put several SARIF files into one",
    "completion": "print a completion script for a shell",
}
