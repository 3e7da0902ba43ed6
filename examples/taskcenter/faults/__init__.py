"""What can be made to go wrong on purpose, one fault a name, so that alerts are seen to work."""
