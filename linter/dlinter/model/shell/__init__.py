"""The shell inside RUN, CMD, ENTRYPOINT, HEALTHCHECK and heredoc scripts.

Reading of commands alone lives here; what a command does to packages is in `model.packages`.
"""

from dlinter.model.shell.nodes import Assignment, Command, Redirect, Script, Word

__all__ = ["Assignment", "Command", "Redirect", "Script", "Word"]
