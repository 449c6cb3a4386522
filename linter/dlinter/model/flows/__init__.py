"""Where secrets flow: what is one (`sources`), which variables carry it (`carriers`), which commands write it
to a file (`writes`), which files of the context are one (`files`), and who has what was written (`ends`)."""
