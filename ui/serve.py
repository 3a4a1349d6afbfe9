"""Starts the app on this machine's own address, for this machine's own browser."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1"
FIRST_PORT = 8501
PORTS_TRIED = 50


class NoPort(Exception):
    """No port is free, or the one asked for is taken: the text says which."""


def serve(
    demo: bool = False,
    port: int | None = None,
    open_browser: bool = True,
    casebook: Path | None = None,
    as_of: str | None = None,
) -> None:
    """Run the app until it is stopped.

    `demo` is made-up data, marked on every page. `port` is the port to use, or the first free one
    from 8501. Raises NoPort where there is none.
    """
    chosen = free_port(port)
    _set("RECOURSE_DEMO", "1" if demo else None)
    if casebook is not None:
        _set("RECOURSE_CASEBOOK", str(casebook.resolve()))
    if as_of is not None:
        _set("RECOURSE_AS_OF", as_of)
    launcher = ROOT / "app.py"
    # Streamlit looks for its settings beside the program that runs.
    sys.argv = [str(launcher)]
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from app import app

    url = f"http://{ADDRESS}:{chosen}/"
    threading.Thread(target=_announce, args=(url, demo, open_browser), daemon=True).start()
    app.run(config={"server.port": chosen, "server.address": ADDRESS, "server.headless": True})


def free_port(asked: int | None) -> int:
    """The port asked for, else the first free one from 8501. Raises NoPort."""
    for port in [asked] if asked else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return port
    if asked:
        raise NoPort(f"Port {asked} is taken. Stop what uses it, or name another with --port.")
    raise NoPort(
        f"Ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are all taken. Name one with --port."
    )


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _announce(url: str, demo: bool, open_browser: bool) -> None:
    """Say where the app is once it answers, and open the browser there."""
    # The machine's own address is never asked for through a proxy.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            opener.open(f"{url}healthz", timeout=2).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    else:
        return
    what = "on made-up data" if demo else "on this machine"
    print(f"Recourse is at {url} ({what}). Stop it with Ctrl+C.", flush=True)
    if open_browser:
        webbrowser.open(url)
