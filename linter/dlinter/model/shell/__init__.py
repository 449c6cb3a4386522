"""The shell inside RUN, CMD, ENTRYPOINT, HEALTHCHECK and heredoc scripts."""

from dlinter.model.shell.nodes import Assignment, Command, Redirect, Script, Word

__all__ = ["Assignment", "Command", "Redirect", "Script", "Word"]
