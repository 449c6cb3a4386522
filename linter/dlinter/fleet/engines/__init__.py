"""Where layers are read: processes of this machine (`local`), or the workers of a dask scheduler (`dask`,
with the extra `fleet`)."""
