"""What is fetched, and whether the next build fetches the same."""
