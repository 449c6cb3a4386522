"""Files of the user's machine that are no image: small ones are read whole (`read`), and written whole or not
at all (`write`). What a scanned tree holds is never trusted to be a regular file, or to lie in the tree
(`links`)."""
