"""What can be done: one function per use, one call is one transaction. The only API of the front ends."""
