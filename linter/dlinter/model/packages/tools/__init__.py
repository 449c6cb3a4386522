"""The table: one record a tool, in the module of its ecosystem. Each module gives `TOOLS`; a new module here
is found by itself (`table.py`)."""
