"""What package managers and builders do: one record a tool, and the questions that rules ask of it.

Nothing outside this package names a tool's verbs, manifests, lockfiles or folders.
"""
