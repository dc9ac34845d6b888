"""From words to a command: how commands are declared, read, completed and explained."""
