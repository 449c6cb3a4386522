"""What is seen: immutable values, read from bytes, that rules look at.

Nothing here opens a file or runs a program; what two rules know stands here once. `cache` is above `packages`
and `builds`, those above `facts`, facts above `shell` and `image`, and all of them above `dockerfile`.
"""
