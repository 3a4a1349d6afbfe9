"""The ground: strict YAML and JSON with places, partial dates, codes, what looks identifying."""
