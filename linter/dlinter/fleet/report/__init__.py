"""What a fleet's store says to people and platforms: one secret in many images is one row, with the base it
comes from, whose it is, what is new, and what was not read.

`view` reads the store, `formats` holds a module a format, `export` writes tables. Nothing here holds a row of
every finding: a fleet may have millions.
"""
