"""What an install needs by the content of its manifests: one module an ecosystem, each function answers for
one tool's record.

They read what the tool reads (documents are named beside), and say None where the files do not tell.
"""
