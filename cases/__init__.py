"""Candidate cases: what is alleged, against whom, with what evidence, and what has happened."""
