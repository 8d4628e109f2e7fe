"""The commands, one file each: read arguments, call the library, print. No logic lives here."""
