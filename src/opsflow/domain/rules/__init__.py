"""What the rules say, and in which order work is pulled."""
