"""What the records of a build say: its graph, its Dockerfile, its arguments and how each step went."""
