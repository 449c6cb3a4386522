"""What BuildKit keys each step on, what a change therefore rebuilds, and where tools keep what they fetched."""
