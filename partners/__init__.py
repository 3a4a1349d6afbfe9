"""Partners: who can carry what, where, without a conflict."""
