"""Makes the pages of the site that are not written by hand: a page a rule, families, settings, formats,
detectors.

Everything comes from the rules, the registries and the parsers themselves. `docs/build.py` is the command.
"""
