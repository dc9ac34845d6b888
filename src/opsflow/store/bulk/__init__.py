"""Many rows at once: imports, copies of history, and history that is rewritten."""
