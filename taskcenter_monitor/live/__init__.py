"""The parts that talk to running servers."""
