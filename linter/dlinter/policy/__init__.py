"""What becomes of a finding: configuration, severity, ignores, baseline.

Whoever decides whether a result counts lives here, as a link of the one ordered `chain`; nothing here makes
or writes a result.
"""
