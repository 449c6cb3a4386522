"""The pipeline, put together: bytes → model → rules → results → policy → report. The only package that knows every stage.

One module a task (`lint`, `fix`, `scan`, `rebuilds`); what a task does to its bytes lives below, in the package of that stage.
"""
