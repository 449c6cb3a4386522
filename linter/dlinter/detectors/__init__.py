"""What a detector is, and what detectors share: checksums and the forms of an assignment.

No detector lives here: those are in packs, one module a provider.
"""
