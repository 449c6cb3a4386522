"""The formats, one module each, called as its name on the command line (`-` for `_`): `ABOUT` says what it is
for, `ENDINGS` which files are taken for it, `write` writes a report. A module that is put here is a format;
nothing else names it.
"""
