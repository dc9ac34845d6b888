"""From a filter to the rows that meet it, and the columns of a board."""
