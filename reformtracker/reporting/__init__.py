"""The report that writes itself: composed from the public record, every figure tied to the version that it came from."""
