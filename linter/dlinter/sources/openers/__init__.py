"""The image sources, one a module: each has an `OPENER`. A new source is a new module here, and nothing
else."""
