"""Why two builds differ: their steps joined, and the cause of each that was built again. Pure: everything is
given."""
