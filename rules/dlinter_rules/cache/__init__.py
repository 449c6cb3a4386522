"""What makes BuildKit rebuild a step, and what could stop it."""
