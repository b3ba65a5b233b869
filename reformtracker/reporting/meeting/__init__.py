"""Review meetings: an agenda from what is published, the pack that is laid before the meeting, and what it decides."""
