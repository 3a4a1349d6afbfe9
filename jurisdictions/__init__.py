"""The law as data: what each state and body allows, until when, who says so, and how sure."""
