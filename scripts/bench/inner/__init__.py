"""What is measured within a process of the tracker's own."""
