"""The commands inside RUN."""
