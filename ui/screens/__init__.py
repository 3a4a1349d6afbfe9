"""One file for each screen; `ui/main.py` lists which role sees which."""
