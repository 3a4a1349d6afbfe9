"""What a survivor decides, wishes and fears, and the three gates that follow from it."""
