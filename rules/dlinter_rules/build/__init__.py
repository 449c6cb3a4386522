"""Whether the file builds, and builds what is meant."""
