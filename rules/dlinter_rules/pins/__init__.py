"""What is fetched, and whether the same is fetched tomorrow."""
