"""Secrets in a Dockerfile and in the image it makes."""
