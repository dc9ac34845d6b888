"""What stands beside the board, or in its place: one item whole, the pull order, history, help."""
