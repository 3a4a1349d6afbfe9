"""What performance is measured with: made-up worlds, and figures of time and memory."""
