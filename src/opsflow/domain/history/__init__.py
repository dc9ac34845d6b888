"""Events, how they are hashed, and folding them into items."""
