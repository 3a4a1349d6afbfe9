"""What is followed up: deadlines, and later records, barriers and public figures."""
