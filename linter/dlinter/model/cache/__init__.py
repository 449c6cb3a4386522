"""What BuildKit keys each step on, and what a change therefore rebuilds.

Only what BuildKit's cache does lives here, each rule of it with its source; what a package manager does is in
`model.packages`.
"""
