"""What is seen: immutable values, read from bytes, that rules look at."""
