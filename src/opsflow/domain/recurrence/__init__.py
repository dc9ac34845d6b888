"""Work that comes again: rules, words for them, and the occurrences they mean."""
