"""
Pictures drawn from data: a document's drawings, in the type and colours of a pack.

`draw.draw` puts a `Figure` in the place of every `Drawing`; its table `PLOTS`
says which module draws which kind. A drawer takes the plot and the look, and
returns a `Canvas`; all measures are points.
"""
