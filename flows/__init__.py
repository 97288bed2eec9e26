"""What a person starts: flows and the command line."""
