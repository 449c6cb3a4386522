"""The command line: argv → settings → exit code.

One module a command, imported when it is called; what two commands share is `inputs`, `output`, `selection`,
`terminal`, `verdict`.
"""
