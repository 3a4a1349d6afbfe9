"""Decisions of the steering group: shortlists, their review and their memos."""
