"""Files inside files: tar and its kin, compressed streams, zip, git packs, told by their first bytes and
decoded while they stream by.

Readers of a format live here, bounded in depth, memory and bytes (`budget`); what is done with a member is
the business of a `Sink`.
"""
