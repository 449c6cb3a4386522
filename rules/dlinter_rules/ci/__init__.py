"""How builds are run: workflows, pipelines, Compose and Bake files, read together with the Dockerfiles that
they build."""
