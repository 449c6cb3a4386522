"""`dlint diff`: opens both sides, asks the repository, compares, and hides what is secret."""
