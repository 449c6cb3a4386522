"""What is derived from one Dockerfile when a rule first asks: values, destinations, base images, remarks of
ShellCheck, history.

A fact that only one rule needs stays in that rule; a fact that needs another package of the model lives in
that package.
"""
