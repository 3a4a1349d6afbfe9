"""Criteria: what is scored, on which fixed scales, with which weights."""
