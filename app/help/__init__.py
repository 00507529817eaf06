"""Help to find things: the list of all commands, the sheet of keys, and the shapes explained."""
