"""What a map needs so that its outlines come from this machine.

Plotly asks an outside server for them unless it is told where else to look, and draws nothing
when it cannot; the coarse outlines leave out most small states.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

RESOLUTION = 50


def map_config(address: str) -> dict[str, Any]:
    """The `config` of `st.plotly_chart` for a map; `address` is that of the page
    (`st.context.url`), because Plotly wants a whole one. The figure's `geo.resolution` has to be
    `RESOLUTION`."""
    page = urlsplit(address)
    return {"topojsonURL": f"{page.scheme}://{page.netloc}/shapes/", "displaylogo": False}
