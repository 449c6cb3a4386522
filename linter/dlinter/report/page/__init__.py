"""The page of `--format html`: `document` puts it together, `findings` and `layers` write its parts, `parts`
the pieces of both. Style and script are files beside them; nothing is fetched."""
