"""Questions about the work that change nothing: lists, the board, what is next, what needs a look."""
