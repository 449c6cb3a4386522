"""The pipeline, put together: bytes → model → rules → results → policy → report. The only package that knows
every stage.

What is here joins other packages and knows no format, no rule and no option of the command line. Callers
import from the module: `run.lint`, `run.fix`, `run.rebuilds`, `run.scan.images`.
"""
