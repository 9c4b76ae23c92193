"""What ./skks does, in parts. Standard library only: it runs before any set-up."""
