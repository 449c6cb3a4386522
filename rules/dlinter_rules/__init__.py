"""dlint's built-in rule pack: one file a rule, the folder is its family; `detectors/` one module a
provider."""
