"""The commands, one module each: its docstring is the first line of its help, `SUMMARY` its line in `dlint
--help`, `add_arguments` and `run` the rest. A module that is put here is a command; nothing else names it.
"""
