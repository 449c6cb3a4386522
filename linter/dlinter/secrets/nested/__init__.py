"""Files inside files: archives and compressed files, told by their first bytes, decoded while they stream by.

Every reader is a generator that asks for bytes (`pull.Pull`), so a file of any size is read in constant memory and as it comes.
What is decoded is bounded: in depth, and in bytes for the bytes that went in (`budget.Budget`).
"""

from dlinter.secrets.nested.budget import Budget, TooMuch
from dlinter.secrets.nested.part import Batch, Part, Unpacker

__all__ = ["Batch", "Budget", "Part", "TooMuch", "Unpacker"]
