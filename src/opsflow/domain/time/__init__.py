"""Dates, lengths of time and instants, as people and machines write them."""
