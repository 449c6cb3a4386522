"""Whether a fixed Dockerfile is better than the one before, and whether all is still there that its steps
read."""
