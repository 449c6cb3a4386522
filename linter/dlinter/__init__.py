"""dlint: a Dockerfile linter and a secret scanner for built images."""

__version__ = "0.1.0"
