"""Looking a store over, copying it, and putting it back."""
