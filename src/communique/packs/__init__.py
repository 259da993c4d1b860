"""Packs: sets of templates, a folder for each document kind in each."""

from communique.packs.pack import DEFAULT_PACK, Pack, find_pack, pack_names

__all__ = ["DEFAULT_PACK", "Pack", "find_pack", "pack_names"]
