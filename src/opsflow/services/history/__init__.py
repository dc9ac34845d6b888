"""What was done: reading it, taking it back, taking secrets out of it."""
