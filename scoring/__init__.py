"""Options: enumerated, gated, scored and placed; and how sure we may be of it."""
