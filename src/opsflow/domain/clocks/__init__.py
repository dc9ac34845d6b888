"""Service level clocks: what is allowed, what has been used, and when it runs out. All of it follows from the log."""
