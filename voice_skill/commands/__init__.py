"""The commands, one module per family: `add` declares its options, and the functions it names do the work."""
