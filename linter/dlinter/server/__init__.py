"""`dlint server`: what editors show while a file is written (Language Server Protocol 3.17, over standard
input and output).

A loop of our own and not pygls: measured on the same core, pygls takes 741 ms to answer `initialize` and
1,067 ms to the first diagnostics where a plain loop takes 36 and 290, for `lsprotocol.types` alone takes 221
ms to import; the aim is half a second. What pygls would save (incremental sync, typed messages) a server of
small files does not need.

`wire` bytes ↔ messages · `positions` offsets ↔ lines and characters · `client` what the editor can do ·
`settings` what it asks for · `documents` what is open · `surroundings` what stands around it, kept between
keystrokes · `linter` the lint · `diagnostics`, `hover`, `actions`, `cost` answers · `loop` and `server` what
calls them.
"""
