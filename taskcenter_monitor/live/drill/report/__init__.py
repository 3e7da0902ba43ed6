"""What a fire drill has shown: for people at a terminal, for programs, and as a page."""
