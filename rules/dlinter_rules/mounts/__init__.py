"""Cache, secret, ssh, bind and tmpfs mounts of RUN."""
