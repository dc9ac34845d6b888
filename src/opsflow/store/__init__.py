"""Where work is kept: the tables, their migrations, and the statements that run."""
