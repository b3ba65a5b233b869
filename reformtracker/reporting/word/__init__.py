"""The parts of a Word file."""
