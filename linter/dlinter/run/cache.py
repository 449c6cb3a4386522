"""The name by which other programs open the cache's model: `open_cache(Text(data, path),
context).rebuilt(Change.of_remotes(url))`."""

from dlinter.run.rebuilds import open_cache

__all__ = ["open_cache"]
