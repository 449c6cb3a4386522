"""What the built image carries."""
