"""What becomes of a finding: configuration, severity, ignores, baseline."""
