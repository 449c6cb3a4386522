"""Detectors of secrets, one module a provider."""
