"""What asks a person something: one line of text, or what to do about a refusal."""
