"""What an operator is told: which request a line belongs to, what is logged of it, and what is counted."""
