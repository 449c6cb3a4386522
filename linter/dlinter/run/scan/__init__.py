"""A scan put together: images in, each layer searched once, results out.

Only what joins sources, secrets and the engine lives here; formats are in `archive` and `sources`, the search
in `secrets`.
"""
