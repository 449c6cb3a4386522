"""A whole registry: what is in it (`plan`), what its layers hold (`scan`), shards put together (`merge`), and
the rows of all that (`read`).

One sqlite file is the fleet's store; `docs/fleet.md` describes its tables. Layers are scanned once, whatever
number of images they are in.
"""
