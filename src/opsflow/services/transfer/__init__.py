"""Everything in and out: exports, imports, and the demonstration."""
