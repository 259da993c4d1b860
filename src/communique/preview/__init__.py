"""The preview: a brief at a local address, made again at every save."""
