"""Readers of what builds leave behind: records, provenance, logs."""
