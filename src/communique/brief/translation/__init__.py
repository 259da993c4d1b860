"""
Translations of a brief: the texts by their paths, the file beside the brief, its faults, and the brief in another language.

`texts` lists what there is to translate, `entries` holds what a translator made of
it and brings it up to the original, `file` reads and writes it, `faults` says
what is wrong with it, and `apply` puts it into what an audience may see.
"""
