"""What is awaited, in words that a person uses."""
