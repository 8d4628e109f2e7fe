"""The commands, one module each: parse arguments, call the library, print. No other logic."""
