"""What the screens are built from: safe HTML, tables, standing marks, intervals."""
