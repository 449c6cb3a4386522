"""The scanning core: prefilter (Hyperscan) → detectors' own expressions and detect-secrets plugins → sieve."""
