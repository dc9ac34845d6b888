"""What is printed: text, tables, JSON, boards."""
